import type { Member } from '../members/rules.ts';
import { parseEmailAddress } from '../shared/email-address.ts';
import type { EmailProblem } from '../shared/plain-address.ts';
import { withoutUnseen } from '../shared/typed-text.ts';
import { parseSlackDomain, type Workspace } from '../workspaces/rules.ts';

const minute = 60_000;
const day = 86_400_000;

/** The personal part of a reset link: 38 bytes as base64url. */
export const resetTokenLength = 51;

/** A session ends when it wasn't used for this long… */
export const idleLimitMs = 14 * day;
/** …and at the latest this long after sign-in. */
export const absoluteLimitMs = 30 * day;
/** How stale "last seen" may get before it is written again. */
export const lastSeenStepMs = 5 * minute;
/** How long a reset link works. */
export const resetLinkMs = 30 * minute;

/** Whether a reset link was asked for before this moment; its token knows whole seconds. */
export function isFromBefore({ endsAt }: { readonly endsAt: Date }, moment: Date): boolean {
  return endsAt.getTime() - resetLinkMs + 1000 <= moment.getTime();
}

/** What is known of a browser. */
export interface Browser {
  readonly userAgent: string;
  readonly ipAddress: string;
}

/** How somebody signed in; second_step is a password and a code. */
export type SignInWay = 'password' | 'second_step' | 'passkey' | 'slack' | 'link';

/** What changed of how a member signs in; they are told of each. */
export type AccountChange =
  | 'password_changed'
  | 'password_reset'
  | 'passkey_added'
  | 'passkey_removed'
  | 'passkey_suspended'
  | 'slack_connected'
  | 'slack_disconnected'
  | 'second_step_on'
  | 'second_step_off'
  | 'recovery_codes_made'
  | 'recovery_code_used'
  | 'sign_in_link_used';

/** How long after signing in somebody may change how they sign in, without signing in again. */
export const freshMs = 15 * minute;

/**
 * Whether somebody may choose a new password without the one that they have: whom an admin let back in just now has
 * forgotten it, or wouldn't have needed to be.
 */
export function mayForgetPassword({ way, isFresh }: Pick<SignedIn, 'way' | 'isFresh'>): boolean {
  return way === 'link' && isFresh;
}

/** A signed-in browser: who it belongs to, as they are now. */
export interface SignedIn {
  /** The session's id: the SHA-256 of its token. */
  readonly sessionId: Uint8Array;
  readonly signedInAt: Date;
  /** Whether they have proved just now who they are, by the database's clock. */
  readonly isFresh: boolean;
  readonly way: SignInWay;
  readonly member: Member;
  readonly hasAvatar: boolean;
  readonly workspace: Pick<Workspace, 'id' | 'slackTeamId' | 'name'> & {
    /** Whether the app is installed there by OAuth. */
    readonly isInstalled: boolean;
    /** Whether this server has no other workspace. */
    readonly isOnlyOne: boolean;
  };
}

/** What led to the account page, when it is asked for without a session right after that. */
export type JustDone = 'joined' | 'signed_in' | 'reset';

/** Why what was typed can be no team's address in Slack. */
export type TeamProblem = 'empty' | 'not_a_team' | 'unseen_signs';

/** Why what was typed can be no email address of somebody who signs in. */
export type TypedEmailProblem = EmailProblem | 'unseen_signs';

/** What can't be right in who somebody says they are. */
export interface ShapeProblem {
  readonly slackDomain?: TeamProblem;
  readonly email?: TypedEmailProblem;
}

/**
 * What can't be right, whoever it is, in who somebody says they are. It goes by the shape alone, so it tells nothing
 * about members. `slackDomain` is undefined where it isn't asked for.
 */
export function shapeProblem(typed: {
  readonly email: string;
  readonly slackDomain: string | undefined;
}): ShapeProblem {
  const email = emailProblem(typed.email);
  const slackDomain = typed.slackDomain === undefined ? undefined : teamProblem(typed.slackDomain);
  return {
    ...(slackDomain !== undefined && { slackDomain }),
    ...(email !== undefined && { email }),
  };
}

function emailProblem(typed: string): TypedEmailProblem | undefined {
  const email = parseEmailAddress(typed);
  if (email.ok) return undefined;
  return parseEmailAddress(withoutUnseen(typed)).ok ? 'unseen_signs' : email.refusal;
}

function teamProblem(typed: string): TeamProblem | undefined {
  if (typed.trim() === '') return 'empty';
  if (parseSlackDomain(typed) !== undefined) return undefined;
  return parseSlackDomain(withoutUnseen(typed)) === undefined ? 'not_a_team' : 'unseen_signs';
}

/** Whether the workspace has uninstalled the app; its accounts are kept for a while, and can be signed in to. */
export function hasLeft(
  { isInstalled }: Pick<SignedIn['workspace'], 'isInstalled'>,
  { isByOauth }: { isByOauth: boolean },
): boolean {
  return isByOauth && !isInstalled;
}

/**
 * Whether other tools are open to a workspace's members. With OAuth any Slack team can install the app, so only
 * those are let in that the operator named, for as long as they have it: without it nobody there could remove
 * anybody. With one bot token it is the workspace of that token.
 */
export function mayUseTools(
  { slackTeamId, isInstalled, isOnlyOne }: SignedIn['workspace'],
  operator: { authTeams: readonly string[] | undefined; isByOauth: boolean },
): boolean {
  if (hasLeft({ isInstalled }, operator)) return false;
  if (operator.authTeams) return operator.authTeams.includes(slackTeamId);
  return !operator.isByOauth && isOnlyOne;
}

/** A member's session as they see it in their list. */
export interface ListedSession extends Browser {
  /** Names the session in a form; nobody can sign in with it. */
  readonly handle: string;
  readonly lastSeenAt: Date;
  readonly isThisOne: boolean;
}

/** The notice with a reset link, by the name under which deliveries keep it. */
export const resetEmailNotice = 'sessions.reset_email';

/** Tries to sign in that may fail from one network: enough for an office, too few for guessing. */
export const signInByNetwork = {
  name: 'sign_in_network',
  max: 50,
  windowMs: 10 * minute,
  byNetwork: true,
};
/** Tries for one account from one network, in browsers that never were signed in to it. */
export const signInByStrangers = { name: 'sign_in', max: 10, windowMs: 15 * minute };
/**
 * The same from all networks together: so many that nobody else's tries keep a member out of a new device, so few
 * that guessing leads nowhere (at most a hundred failures, says NIST SP 800-63B §5.2.2; and a reset ends the wait).
 */
export const signInByAllStrangers = { name: 'sign_in_all', max: 100, windowMs: 60 * minute };
/** Tries for one account in browsers that were: strangers can't use these up, so nobody is locked out by others. */
export const signInByKnown = { name: 'sign_in_known', max: 10, windowMs: 15 * minute };
/** Wrong current passwords on the account page. */
export const passwordByMember = { name: 'password', max: 10, windowMs: 15 * minute };
/** Comings back from Slack that fail, from one network: Slack is asked about each. */
export const slackByNetwork = {
  name: 'slack_sign_in_network',
  max: 50,
  windowMs: 10 * minute,
  byNetwork: true,
};
/** Requests for reset links from one network. */
export const resetByNetwork = {
  name: 'reset_network',
  max: 20,
  windowMs: 15 * minute,
  byNetwork: true,
};
/** Reset emails to one address: more would only bury the first, whose link works as long. */
export const resetByAddress = { name: 'reset', max: 3, windowMs: resetLinkMs };
/** After so many in a day there is one at a time… */
export const resetByDay = { name: 'reset_day', max: 10, windowMs: day };
/** …and the next when its link has ended: whoever asks always has a link that works, or gets one. */
export const resetOneByOne = { name: 'reset_one', max: 1, windowMs: resetLinkMs };

/**
 * Reads where to send somebody after signing in: a path of ours, or an address on one of the other hosts
 * that the operator named. Undefined for anything else, so that no link of ours leads to a stranger's site.
 */
export function parseReturnAddress(
  typed: string | undefined,
  publicUrl: string,
  otherHosts: readonly string[],
): string | undefined {
  if (!typed || typed.length > 2000 || !URL.canParse(typed, publicUrl)) return undefined;
  // Tabs and line ends come along with pasted links; our addresses that hold others are refused.
  if (/(?![\t\n\r])\p{Cc}/u.test(typed)) return undefined;
  const own = new URL(publicUrl);
  const url = new URL(typed, publicUrl);
  if (url.username || url.password) return undefined;
  // Taken from the parsed address: what browsers would read differently is gone from it.
  if (url.origin === own.origin) return `${url.pathname.replace(/^\/+/, '/')}${url.search}`;
  return url.protocol === own.protocol && otherHosts.includes(url.host) ? url.href : undefined;
}

const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/Linux|X11/, 'Linux'],
];

/** The order matters: most browsers also claim to be some of those below. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

/** A browser in words, as in "Firefox on Windows", from what it says about itself. */
export function browserName(userAgent: string): string {
  const find = (list: readonly (readonly [RegExp, string])[]) =>
    list.find(([mark]) => mark.test(userAgent))?.[1];
  const name = find(browsers);
  const system = find(systems);
  if (!name && !system) return 'Unknown browser';
  return system ? `${name ?? 'A browser'} on ${system}` : (name ?? 'Unknown browser');
}
