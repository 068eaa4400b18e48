/** How long a sign-in link works. */
export const signInLinkMs = 10 * 60_000;
/** The personal part of a sign-in link: 32 bytes as base64url. */
export const signInLinkTokenLength = 43;
/** The folder of such links. */
export const signInLinkFolder = 'sign-in-link';

/** The email with such a link, and the direct message. */
export const linkEmailNotice = 'sign_in.link_email';
export const linkDmNotice = 'sign_in.link_dm';

/** How a link gets to its member: none of these when an admin hands it over. */
export interface LinkReach {
  readonly byEmail: boolean;
  /** Who they are in Slack; undefined when they aren't there, as far as Slack says. */
  readonly slackUserId: string | undefined;
}

/** Whether nothing of ours reaches the member, so that the admin is shown the link. */
export function isHandedOver({ byEmail, slackUserId }: LinkReach): boolean {
  return !byEmail && slackUserId === undefined;
}

/** Why no link is made. */
export type NoLink = 'not_an_admin' | 'gone' | 'oneself' | 'slack_silent';

/** Why a link doesn't work: it ended (by time, or because it was used or replaced), or it never was one of ours. */
export type DeadSignInLink = 'ended' | 'unknown';
