const minute = 60_000;

/** How long a sign-in link works (ASVS 5.0, 6.5.5). */
export const signInLinkMs = 10 * minute;
/** The personal part of a sign-in link: 32 bytes as base64url. */
export const signInTokenLength = 43;

/** Links that admins make for one member. */
export const linksByMember = { name: 'sign_in_links', max: 10, windowMs: 60 * minute };
/** Wrong codes on the page behind one link. */
export const codeByLink = { name: 'code_link', max: 10, windowMs: 15 * minute };

/** The email with a sign-in link. */
export const linkEmailNotice = 'sessions.link_email';
/** The direct message with one. */
export const linkDmNotice = 'sessions.link_dm';

/** How a member can be sent a link. */
export interface Reach {
  readonly byEmail: boolean;
  /** Who they are in Slack, where they can be written to there. */
  readonly slackUserId: string | undefined;
}

/** Whether somebody has to hand the link over, as nothing reaches its owner. */
export function isHandedOver({ byEmail, slackUserId }: Reach): boolean {
  return !byEmail && slackUserId === undefined;
}

/** Why no link is made for somebody. */
export type LinkRefusal = 'not_an_admin' | 'gone' | 'oneself' | 'too_many' | 'slack_silent';
