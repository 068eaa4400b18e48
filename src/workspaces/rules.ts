import type { WorkspaceId } from '../shared/ids.ts';
import { cleanPasted } from '../shared/pasted-text.ts';
import { inOneLine } from '../shared/typed-text.ts';

/** The team that people join; one per Slack team that installed the app. */
export interface Workspace {
  readonly id: WorkspaceId;
  readonly slackTeamId: string;
  readonly name: string;
  /** Who installed the app in the team, if it came by OAuth. */
  readonly installerSlackUser: string | undefined;
  readonly settings: WorkspaceSettings;
}

/** A workspace as it is made, when its Slack team is seen for the first time. */
export interface NewWorkspace {
  readonly slackTeamId: string;
  readonly name: string;
  readonly installerSlackUser?: string;
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
  /** Whether members who are deactivated in Slack are removed at once. */
  readonly followDeactivations: boolean;
  /** Whether inviters are told by DM when somebody joins. */
  readonly joinedMessages: boolean;
  /** Whether what is sent from the dialog waits for a moment in which it can be undone. */
  readonly undoSends: boolean;
  /** Whether invitees are reminded before their link expires. */
  readonly reminders: boolean;
  /** Whether inviters are told by DM, once a week, what of theirs is still open. */
  readonly weeklySummary: boolean;
  readonly requests: RequestSettings;
  readonly secondStep: SecondStepFor;
}

/** Of whom a second step is asked when they sign in with a password; everybody else may have one. */
export const secondStepChoices = ['optional', 'admins', 'everybody'] as const;
export type SecondStepFor = (typeof secondStepChoices)[number];

/** Who is told when a member asks that somebody be invited; nobody can ask while it is off. */
export const requestsToChoices = ['off', 'admins', 'channel'] as const;
export type RequestsTo = (typeof requestsToChoices)[number];

/** How a team deals with what its members ask for. */
interface RequestSettings {
  readonly to: RequestsTo;
  /** Slack's id of the channel; kept while they go elsewhere. */
  readonly channel: string | undefined;
  /** Canonical domains whose addresses members get invited without asking. */
  readonly approvedDomains: readonly string[];
}

const slackAddress =
  /^(?:https?:\/\/)?(?:www\.)?([a-z0-9][a-z0-9-]{0,62})(?:(?:\.enterprise)?\.slack(?:-gov)?\.com)?(?::\d+)?(?:[/?#].*)?$/;

/** Slack's own, the same for all teams: browsers show the first of them while somebody works in Slack. */
const sharedSlackDomains = new Set(['app', 'my', 'www', 'api']);

/**
 * What stands before .slack.com in a team's address, which no two teams have at the same time: from `corp`,
 * `corp.slack.com` or the whole address, with what may be pasted around it. Undefined for what is none.
 */
export function parseSlackDomain(typed: string): string | undefined {
  if (typed.length > 300) return undefined;
  const address = cleanPasted(inOneLine(typed))
    .trim()
    .toLowerCase()
    .replace(/^[<("']+|[>)"'.,;:!]+$/g, '');
  const domain = slackAddress.exec(address)?.[1];
  return domain === undefined || sharedSlackDomains.has(domain) ? undefined : domain;
}

/** Whether people with this canonical address may be invited and may join. */
export function isDomainAllowed(
  settings: Pick<WorkspaceSettings, 'allowedDomains'>,
  address: string,
): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return settings.allowedDomains.length === 0 || settings.allowedDomains.includes(domain);
}

/** Whether members get people with this canonical address invited without asking an admin. */
export function isApprovedAtOnce({ requests }: WorkspaceSettings, address: string): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return requests.to !== 'off' && requests.approvedDomains.includes(domain);
}

/** Whether one more seat may be promised while so many are in use. */
export function hasFreeSeat(settings: WorkspaceSettings, seatsInUse: number): boolean {
  return settings.seatLimit === undefined || seatsInUse < settings.seatLimit;
}
