import type { Admin, AdminReader } from '../members/api.ts';
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
  return rows.map(({ actor, act, subject, detail, at }) => ({
    actor,
    // Written by saveAuditEntry only.
    act: act as AuditAct,
    subject,
    detail: detail as Record<string, string>,
    at,
  }));
}
