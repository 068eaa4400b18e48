import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { AuditEntryId } from '../shared/ids.ts';
import {
  type AuditAct,
  type EntryRow,
  type ListedEntry,
  toEntry,
} from '../workspaces/audit-rules.ts';
import type { AdminReader } from './admin.ts';

/** The entry of the record with this id, with its receipt as it is by now. */
export async function findEntryOf(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  id: AuditEntryId,
): Promise<ListedEntry | undefined> {
  const row = await tx.db.auditEntry.findFirst({
    where: { id, workspaceId },
    include: { receipt: true },
  });
  return row ? toEntry(row) : undefined;
}

/** What takes an account away. */
const goings: AuditAct[] = ['member_removed', 'member_left'];
/** So many of those who went of late are told of above the members, for so long. */
const [maxGone, goneFor] = [3, '24 hours'];

/** An entry within JSON. */
export type GoneRow = Omit<EntryRow, 'at'> & { readonly at: string };

/** Who went of late, as JSON, the latest first: a scalar subquery. */
export function goneLatelyOf({ tx, workspace: { id } }: AdminReader): Prisma.Sql {
  return Prisma.sql`(
    SELECT json_agg(gone ORDER BY gone.at DESC) FROM (
      SELECT a.id, a.actor, a.act, a.subject, a.detail, a.at, receipt_of(a.id) AS receipt
      FROM audit_entries a
      WHERE a.workspace_id = ${id}::uuid AND a.act = ANY(${goings}::text[])
        AND a.at > ${tx.now}::timestamptz - ${goneFor}::interval
      ORDER BY a.at DESC, a.id DESC LIMIT ${maxGone}
    ) AS gone)`;
}

/** What {@link goneLatelyOf} gave. */
export function toGone(rows: readonly GoneRow[] | null): ListedEntry[] {
  return (rows ?? []).map((row) => toEntry({ ...row, at: new Date(row.at) }));
}
