import type { Nulls } from '../members/api.ts';
import type { Statement } from '../platform/database/database.ts';
import {
  type Invitation as InvitationRow,
  Prisma,
} from '../platform/database/prisma-client/client.ts';
import type { Counts } from '../platform/database/rate-limit.ts';
import { seenResult } from '../platform/database/seen-requests.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import type { AddressStanding } from './rules.ts';
import { invitationColumns, toInvitation } from './store.ts';

export type StandingRow = InvitationRow & {
  readonly isMember: boolean;
  readonly hasDeclined: boolean;
  readonly seen: object | null;
  readonly counts: Counts | null;
};

/** Selects what there is of a canonical address, and of the request with this key, and these counts: one row. */
export function selectAddressStanding(
  workspaceId: WorkspaceId,
  address: string,
  requestKey: string,
  counts: Statement = Prisma.sql`NULL`,
): Prisma.Sql {
  const isTheirs = Prisma.sql`workspace_id = ${workspaceId}::uuid AND address = ${address}`;
  return Prisma.sql`
    SELECT ${invitationColumns}, EXISTS (
      SELECT 1 FROM members WHERE ${isTheirs} AND closed_at IS NULL) AS "isMember", EXISTS (
      SELECT 1 FROM invitations WHERE ${isTheirs} AND declined_at IS NOT NULL) AS "hasDeclined",
      ${seenResult(workspaceId, requestKey)} AS seen, ${counts} AS counts
    FROM (VALUES (1)) AS always
    LEFT JOIN (
      SELECT * FROM invitations WHERE ${isTheirs} AND accepted_at IS NULL AND revoked_at IS NULL
    ) AS i ON TRUE`;
}

/** What {@link selectAddressStanding} gave. */
export function toAddressStanding(
  row: StandingRow | Nulls<StandingRow>,
): AddressStanding & { readonly hasDeclined: boolean; readonly seen: object | undefined } {
  const open = row.id === null ? undefined : toInvitation(row);
  return {
    open,
    isMember: row.isMember === true,
    hasDeclined: row.hasDeclined === true,
    seen: row.seen ?? undefined,
  };
}
