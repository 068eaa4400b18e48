import type { WorkspaceId } from '../shared/ids.ts';

/** The team that people join; one per Slack team that installed the app. */
export interface Workspace {
  readonly id: WorkspaceId;
  readonly slackTeamId: string;
  readonly name: string;
  readonly settings: WorkspaceSettings;
}

/** What admins can set for the whole team. */
export interface WorkspaceSettings {
  /** Canonical domains that may be invited and may join; none means any. */
  readonly allowedDomains: readonly string[];
  /** Whether a shared invite link is warned about. */
  readonly linkWarnings: boolean;
  /** Whether Slack's owners and admins may act as admins here. */
  readonly slackAdminsAreAdmins: boolean;
  /** How many members and pending invitations there may be; undefined means any number. */
  readonly seatLimit: number | undefined;
}

/** Whether people with this canonical address may be invited and may join. */
export function isDomainAllowed(
  settings: Pick<WorkspaceSettings, 'allowedDomains'>,
  address: string,
): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return settings.allowedDomains.length === 0 || settings.allowedDomains.includes(domain);
}

/** Whether one more seat may be promised while so many are in use. */
export function hasFreeSeat(settings: WorkspaceSettings, seatsInUse: number): boolean {
  return settings.seatLimit === undefined || seatsInUse < settings.seatLimit;
}

export type AuditAct =
  | 'invitation_sent'
  | 'invitation_resent'
  | 'link_replaced'
  | 'invitation_revoked'
  | 'member_joined'
  | 'role_changed'
  | 'member_removed'
  | 'settings_changed';

/** Who did what to whom: the names as they were then, since they may change or go. */
export interface AuditEntry {
  readonly actor: string;
  readonly act: AuditAct;
  readonly subject: string;
  readonly detail: Readonly<Record<string, string>>;
}

/** The entry as a sentence, without the moment. */
export function auditSentence({ actor, act, subject, detail }: AuditEntry): string {
  const sentences = {
    invitation_sent: `${actor} invited ${subject} as ${detail.role}`,
    invitation_resent: `${actor} sent the invitation of ${subject} again`,
    link_replaced: `${actor} replaced the invite link of ${subject}`,
    invitation_revoked: `${actor} revoked the invitation of ${subject}`,
    member_joined: `${actor} joined as ${detail.role} with ${subject}, invited by ${detail.invitedBy}`,
    role_changed: `${actor} made ${subject} ${detail.role}`,
    member_removed: `${actor} removed ${subject}`,
    settings_changed: `${actor} changed the team settings: ${subject}`,
  } as const satisfies Record<AuditAct, string>;
  return sentences[act];
}
