import type { WorkspaceId } from '../shared/ids.ts';

/** The team that people join; one per Slack team that installed the app. */
export interface Workspace {
  readonly id: WorkspaceId;
  readonly slackTeamId: string;
  readonly name: string;
}

export type AuditAct = 'invitation_sent' | 'invitation_renewed' | 'member_joined';

/** Who did what to whom: the names as they were then, since they may change or go. */
export interface AuditEntry {
  readonly actor: string;
  readonly act: AuditAct;
  readonly subject: string;
  readonly detail: Readonly<Record<string, string>>;
}
