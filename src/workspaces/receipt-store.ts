import type { Tx, Writes } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { AuditEntryId, ToolSignInId, WorkspaceId } from '../shared/ids.ts';
import type { ReceiptLine } from './receipt-rules.ts';

/** A line as it is written, with the sign-in that ended. */
export interface NewReceiptLine extends Omit<ReceiptLine, 'reason' | 'state'> {
  readonly signInId: ToolSignInId;
  /** Whether the tool is to be told. */
  readonly isTold: boolean;
}

/** Writes the tools of an entry's receipt, when the work is over; the entry must be written then, too. */
export function saveReceiptLines(
  tx: Writes,
  workspaceId: WorkspaceId,
  entryId: AuditEntryId,
  lines: readonly NewReceiptLine[],
): void {
  tx.defer(Prisma.sql`
    INSERT INTO receipt_lines (id, entry_id, workspace_id, tool, state, until)
    SELECT new.id, ${entryId}::uuid, ${workspaceId}::uuid, new.tool, new.state::delivery_state, new.until
    FROM unnest(
      ${lines.map(({ signInId }) => signInId)}::uuid[],
      ${lines.map(({ tool }) => tool)}::text[],
      ${lines.map(({ isTold }) => (isTold ? 'queued' : null))}::text[],
      ${lines.map(({ until }) => until ?? null)}::timestamptz[]
    ) AS new (id, tool, state, until)`);
}

/** Writes how telling a tool fares; nothing of a sign-out that stands on no receipt. */
export async function saveReceiptState(
  tx: Tx,
  workspaceId: WorkspaceId,
  signInId: ToolSignInId,
  { state, reason }: { readonly state: ReceiptLine['state']; readonly reason: string | undefined },
): Promise<void> {
  await tx.execute(Prisma.sql`
    UPDATE receipt_lines SET state = ${state ?? null}::delivery_state, reason = ${reason ?? null}
    WHERE id = ${signInId}::uuid AND workspace_id = ${workspaceId}::uuid`);
}
