import type { AccountEventId, MemberId } from '../shared/ids.ts';
import type { AccountChange, Browser, SignInWay } from './rules.ts';

const day = 86_400_000;

/** What a member is told of, and can say was not them. */
export type ToldEvent = AccountChange | 'new_browser';

/** What may stand in the list of what happened at an account's door. */
export type AccountEventKind = ToldEvent | 'signed_in' | 'sign_in_failed';

/** What happened to how a member signs in, with the browser from which it was done. */
export interface AccountEvent extends Browser {
  readonly id: AccountEventId;
  readonly memberId: MemberId;
  readonly kind: AccountEventKind;
  readonly way: SignInWay | undefined;
  /** How many tries there were; one of everything else. */
  readonly times: number;
  /** Of several tries when the last was. */
  readonly at: Date;
}

/** Everything is kept for so long. */
export const eventsKeptMs = 90 * day;
/** For so long the link in an email or direct message works that says that it wasn't them. */
export const notMeMs = 7 * day;
/** The personal part of such a link: 32 bytes as base64url. */
export const notMeTokenLength = 43;
/** So many lines the account page shows. */
export const shownEvents = 20;
/** So many rows are enough for those: tries that failed, one after the other, are one line. */
export const readEvents = 200;
/** Tries at an account that fail within a day are counted in so many rows, each for a part of all networks. */
export const failureRows = 16;

/** New browsers that a member is told of within a day: whoever has the password can't bury the first message. */
export const newBrowsersTold = { name: 'new_browser', max: 5, windowMs: day };

/** The notices about what happened to an account, by the names under which deliveries keep them. */
export const eventEmailNotice = 'sessions.account_event_email';
export const eventDmNotice = 'sessions.account_event_dm';
/** The email about a new password: the only one that versions before know. */
export const newPasswordNotice = 'sessions.new_password_email';

/** The notice for an email about an event. */
export function emailNoticeOf(kind: ToldEvent): string {
  const isOfPassword = kind === 'password_changed' || kind === 'password_reset';
  return isOfPassword ? newPasswordNotice : eventEmailNotice;
}

/** Tries that failed one after the other become one, with the browser of the last. The newest come first. */
export function foldEvents(events: readonly AccountEvent[]): AccountEvent[] {
  const folded: AccountEvent[] = [];
  for (const event of events) {
    const newer = folded.at(-1);
    if (event.kind === 'sign_in_failed' && newer?.kind === 'sign_in_failed') {
      folded.splice(-1, 1, { ...newer, times: newer.times + event.times });
    } else folded.push(event);
  }
  return folded.slice(0, shownEvents);
}
