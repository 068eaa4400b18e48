import {
  type StandingRow,
  selectAddressStanding,
  toAddressStanding,
} from '../../invitations/api.ts';
import type { Tx } from '../../platform/database/database.ts';
import { type AskedRequest, type ClosedReason, closedBy } from '../rules.ts';

/** What there is of the address that a request is about. */
export type Standing = ReturnType<typeof toAddressStanding>;

/** How an open request stands: the address, and why there is nothing left to decide; undefined when there is. */
export async function lookAtRequest(
  tx: Tx,
  { request, askers }: AskedRequest,
): Promise<{ readonly standing: Standing; readonly overtakenBy: ClosedReason | undefined }> {
  const { workspaceId, address } = request;
  const [row] = await tx.query<StandingRow>(selectAddressStanding(workspaceId, address, ''));
  if (!row) throw new Error('a statement without a row');
  const standing = toAddressStanding(row);
  return { standing, overtakenBy: closedBy(standing, askers, tx.now) };
}
