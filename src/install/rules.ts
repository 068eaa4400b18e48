import type { SlackGrant } from '../shared/slack-grant.ts';

/** What teams have to allow when they install the app; as in the manifest. */
export const botScopes = [
  'commands',
  'chat:write',
  'chat:write.public',
  'links:read',
  'links:write',
  'users:read',
  'users:read.email',
] as const;

/**
 * What they may leave out there: the app works without, and offers less. As `bot_optional` in the manifest, which is what
 * makes them optional. https://docs.slack.dev/authentication/installing-with-oauth
 */
export const optionalScopes = [
  'channels:read',
  'files:read',
  'groups:read',
  'usergroups:read',
] as const;

/** A team's installation as it is kept. */
export interface Installation extends Omit<SlackGrant, 'tokens' | 'url'> {
  readonly installedAt: Date;
  /** Encrypted; undefined once the app was uninstalled. */
  readonly sealedTokens: Uint8Array | undefined;
  readonly tokensEndAt: Date | undefined;
  /** Until then somebody renews the tokens, or it isn't tried again. */
  readonly renewingUntil: Date | undefined;
  readonly uninstalledAt: Date | undefined;
}

/** Tokens are renewed this long before they end, so that nobody has to wait when Slack has a bad hour. */
const renewAheadMs = 3_600_000;

/** For how long nobody else tries: longer than Slack takes, and a pause where it fails. */
export const renewalMs = 30_000;

/** Whether it is time to renew the tokens. */
export function isRenewalDue(tokensEndAt: Date | undefined, now: Date): boolean {
  return tokensEndAt !== undefined && tokensEndAt.getTime() - now.getTime() < renewAheadMs;
}

/** Whether what Slack says about the end of an installation is about an earlier one: Slack repeats events. */
export function isAboutEarlier(installedAt: Date, said: Date): boolean {
  // Slack's moments are whole seconds.
  return said.getTime() < Math.floor(installedAt.getTime() / 1000) * 1000;
}

export const welcomeDmNotice = 'workspaces.welcome_dm';

/** The app in a team's Slack. https://docs.slack.dev/interactivity/deep-linking */
export function appInSlack(slackAppId: string, slackTeamId: string): string {
  return `https://slack.com/app_redirect?app=${slackAppId}&team=${slackTeamId}`;
}

/** Why an installation came to nothing. */
export type InstallRefusal =
  | 'denied'
  | 'not_distributed'
  | 'slack_refused'
  | 'bad_state'
  | 'code_refused'
  | 'slack_down'
  | 'app_refused'
  | 'whole_organisation'
  | 'other_team';

/** Which teams may install the app: the first one alone, those with these ids, or all. */
export type InstallTeams = 'first' | 'any' | readonly string[];

/**
 * Whether a team may install the app, or install it again. Whoever has it may, also when others are named by now: it is
 * served, Slack may have given it new tokens in place of those that we have, and an update may ask for more scopes.
 */
export function mayInstall(
  teams: InstallTeams,
  slackId: string,
  {
    isKnown,
    isInstalled,
    hasOthers,
  }: { isKnown: boolean; isInstalled: boolean; hasOthers: boolean },
): boolean {
  if (teams === 'any' || isInstalled) return true;
  if (teams === 'first') return isKnown || !hasOthers;
  return teams.includes(slackId);
}
