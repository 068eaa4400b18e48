import type { Admin, AdminReader } from '../members/api.ts';
import type { Tx } from '../platform/database/database.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { type AuditAct, type ListedEntry, toEntry } from '../workspaces/audit-rules.ts';
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

/**
 * The latest entries about somebody, but for their coming and going, newest first: by their addresses, and by a name that
 * they have or had where the entry tells that it means one of these.
 */
export async function listAuditEntriesAbout(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  { emails, name }: { readonly emails: readonly string[]; readonly name: string | undefined },
  limit: number,
): Promise<ListedEntry[]> {
  const names =
    name === undefined ? emails : [name, ...(await formerNames(tx, workspaceId, emails))];
  const named = emails.map((email) => ({
    subject: { in: [...names] },
    detail: { path: ['email'], equals: email },
  }));
  const rows = await tx.db.auditEntry.findMany({
    where: {
      workspaceId,
      act: { notIn: comingAndGoing },
      OR: [{ subject: { in: [...emails] } }, ...named],
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
    include: { receipt: true },
  });
  return rows.map(toEntry);
}

/** So many of the names that somebody had are looked for. */
const maxNames = 50;

async function formerNames(
  tx: Tx,
  workspaceId: WorkspaceId,
  emails: readonly string[],
): Promise<string[]> {
  const rows = await tx.db.auditEntry.findMany({
    where: { workspaceId, act: 'name_changed' satisfies AuditAct, subject: { in: [...emails] } },
    orderBy: { at: 'desc' },
    take: maxNames,
  });
  return rows.flatMap((row) => toEntry(row).detail.was ?? []);
}
