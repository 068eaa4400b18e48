import type { Admin, AdminReader } from '../members/api.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import {
  type AuditAct,
  type EntryRow,
  type ListedEntry,
  personWithEmail,
  toEntry,
} from '../workspaces/audit-rules.ts';
import type { WorkspaceSettings } from '../workspaces/rules.ts';

/** Writes the workspace's name and settings. */
export async function saveSettings(
  { tx, workspace: { id } }: Admin,
  { name, settings: { requests, ...settings } }: { name: string; settings: WorkspaceSettings },
): Promise<void> {
  await tx.db.workspace.update({
    where: { id },
    data: {
      name,
      ...settings,
      allowedDomains: [...settings.allowedDomains],
      seatLimit: settings.seatLimit ?? null,
      requestsTo: requests.to,
      requestsChannel: requests.channel ?? null,
      approvedDomains: [...requests.approvedDomains],
    },
  });
}

/** What would leave no room for anything else. */
const comingAndGoing: AuditAct[] = ['signed_in', 'sign_in_failed', 'signed_out'];

/** Whom entries are about, and of which act and moments those are, if not of all. */
export interface EntriesAbout {
  /** Their addresses. */
  readonly emails: readonly string[];
  readonly act?: AuditAct;
  readonly since?: Date;
  readonly until?: Date;
}

/**
 * The latest entries about whoever has one of these addresses, but for their coming and going, newest first: what was done
 * with them, not what they did with others.
 */
export async function listAuditEntriesAbout(
  { tx, workspace: { id } }: AdminReader,
  { emails, act, since, until }: EntriesAbout,
  limit: number,
): Promise<ListedEntry[]> {
  const people = emails.flatMap(personWithEmail).map(({ person }) => person);
  // One after the other, so that an index leads to each in the order of the list.
  const rows = await tx.query<EntryRow>(Prisma.sql`
    SELECT DISTINCT ON (at, id) about.*, receipt_of(id) AS receipt
    FROM unnest(${people}::text[]) AS wanted (address) CROSS JOIN LATERAL (
      SELECT a.id, a.actor, a.act, a.subject, a.detail, p.at
      FROM audit_people p JOIN audit_entries a ON a.id = p.entry_id
      WHERE p.workspace_id = ${id}::uuid AND p.kind = 'address' AND p.person = wanted.address AND p.is_about
        AND p.at >= COALESCE(${since ?? null}::timestamptz, '-infinity')
        AND p.at <= COALESCE(${until ?? null}::timestamptz, 'infinity')
        AND a.act <> ALL(${comingAndGoing}::text[]) AND a.act = COALESCE(${act ?? null}, a.act)
      ORDER BY p.at DESC, p.entry_id DESC LIMIT ${Prisma.raw(String(limit))}
    ) AS about
    ORDER BY at DESC, id DESC LIMIT ${Prisma.raw(String(limit))}`);
  return rows.map(toEntry);
}
