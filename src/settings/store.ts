import type { Admin, AdminReader } from '../members/api.ts';
import type { AuditEntry as AuditRow } from '../platform/database/prisma-client/client.ts';
import type { AuditAct, AuditEntry, WorkspaceSettings } from '../workspaces/rules.ts';

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

/** The latest entries of the record, newest first. */
export async function listAuditEntries(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  limit: number,
): Promise<(AuditEntry & { at: Date })[]> {
  const rows = await tx.db.auditEntry.findMany({
    where: { workspaceId },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(toEntry);
}

/**
 * The latest entries about somebody, newest first: by their addresses, and by a name where the entry tells that it means
 * one of these.
 */
export async function listAuditEntriesAbout(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  { emails, name }: { readonly emails: readonly string[]; readonly name: string | undefined },
  limit: number,
): Promise<(AuditEntry & { at: Date })[]> {
  const named = emails.map((email) => ({
    subject: name ?? email,
    detail: { path: ['email'], equals: email },
  }));
  const rows = await tx.db.auditEntry.findMany({
    where: { workspaceId, OR: [{ subject: { in: [...emails] } }, ...named] },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(toEntry);
}

function toEntry({ actor, act, subject, detail, at }: AuditRow): AuditEntry & { at: Date } {
  return {
    actor,
    // Written by saveAuditEntry only.
    act: act as AuditAct,
    subject,
    detail: detail as Record<string, string>,
    at,
  };
}
