import type {
  AccountEventId,
  DeliveryId,
  InvitationId,
  RequestId,
  WorkspaceId,
} from '../shared/ids.ts';
import type { Letter } from '../shared/letter.tsx';
import type { SlackNote } from '../shared/slack-note.ts';

/** How something is delivered. */
export type DeliveryChannel = 'email' | 'slack_dm' | 'oidc_logout';

export const deliveryChannels = [
  'email',
  'slack_dm',
  'oidc_logout',
] as const satisfies readonly DeliveryChannel[];

/** One email, Slack DM or call of a tool that must arrive, as the worker claimed it. */
export interface Delivery {
  readonly id: DeliveryId;
  readonly workspaceId: WorkspaceId;
  readonly invitationId: InvitationId | undefined;
  readonly requestId: RequestId | undefined;
  /** What happened to the recipient's own account. */
  readonly accountEventId: AccountEventId | undefined;
  readonly notice: string;
  /**
   * Email: an address. DM: a Slack user's id, or the address of somebody who may be in Slack; or a channel. To a tool: the
   * sign-in that ended.
   */
  readonly recipient: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly giveUpAt: Date;
  /** A newer one of the same notice was asked for meanwhile, so this one needn't be sent. */
  readonly isSuperseded: boolean;
}

/** Where a message stands in Slack. */
export interface PostedPlace {
  /** The conversation's id. */
  readonly channel: string;
  readonly messageTs: string;
}

/** What is to be sent, or why it isn't any more. */
export type Prepared =
  | { readonly kind: 'email'; readonly letter: Letter }
  | { readonly kind: 'slack_dm'; readonly slackTeamId: string; readonly note: SlackNote }
  /** Messages that were sent to the recipient before say something else from now on. */
  | {
      readonly kind: 'slack_edit';
      readonly slackTeamId: string;
      readonly places: readonly PostedPlace[];
      readonly note: SlackNote;
    }
  | {
      readonly kind: 'oidc_logout';
      readonly slackTeamId: string;
      readonly url: string;
      readonly form: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'cancel'; readonly reason: string }
  /** Not yet: it is asked for again then. */
  | { readonly kind: 'later'; readonly reason: string; readonly dueAt: Date };

/** Writes a notice at the moment it is sent, so that it is never out of date and no link waits in the database. */
export type PrepareNotice = (delivery: Delivery) => Promise<Prepared>;

/** How an attempt ended. */
export type DeliveryResult =
  | { state: 'sent'; posted?: PostedPlace }
  | { state: 'cancelled' | 'failed'; reason: string }
  | { state: 'retrying'; reason: string; dueAt: Date };

/** Why an attempt failed, said so that an admin can read it; permanent when another try can't help. */
export interface DeliveryFailure {
  readonly reason: string;
  readonly permanent: boolean;
  /** What the other side asked to be left alone for, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** Thrown when an attempt to deliver failed; says whether trying again can help. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed';
  readonly failure: DeliveryFailure;

  constructor(failure: DeliveryFailure, options?: ErrorOptions) {
    super(failure.reason, options);
    this.failure = failure;
  }
}

/** So many of a channel are sent at a time, unless the mail server is to get more or fewer: a mail server that hangs keeps no message to Slack waiting. */
export const slotsPerChannel = 5;

const firstWaitMs = 30_000;
const maxWaitMs = 3_600_000;
/** Emails that one address may be sent in a day by one workspace for one purpose: no mailbox is flooded. */
const emailsByRecipient = { name: 'emails', max: 20, windowMs: 24 * 3_600_000 };

/**
 * How emails to a canonical address are counted. Each workspace and purpose has its own count, so that nobody uses
 * up what others have to say to the same person. Emails about their own account are counted in sessions.
 */
export function emailsTo(
  workspaceId: WorkspaceId,
  purpose: 'invitation' | 'ask_again',
  address: string,
): { limit: typeof emailsByRecipient; subject: string } {
  return { limit: emailsByRecipient, subject: `${workspaceId}\n${purpose}\n${address}` };
}

/** For how long a delivery is tried. */
export const giveUpAfterMs = 24 * 3_600_000;

/** Whether a direct message goes to whoever has an address, and not to a Slack user. */
export function isByAddress(recipient: string): boolean {
  return recipient.includes('@');
}

/**
 * What follows a failed attempt: another one after a while (what the other side asked for, or 30 s doubling
 * to an hour; spread by up to a fifth so that not all come at once), or none when it is permanent or its
 * time is over. `random` is 0 to 1.
 */
export function afterFailure(
  failure: DeliveryFailure,
  delivery: Pick<Delivery, 'attempts' | 'giveUpAt'>,
  now: Date,
  random: number,
): { state: 'failed' } | { state: 'retrying'; dueAt: Date } {
  const backOff = Math.min(firstWaitMs * 2 ** (delivery.attempts - 1), maxWaitMs);
  const wait = Math.max(failure.retryAfterMs ?? backOff, 0);
  const dueAt = new Date(now.getTime() + wait * (1 + random / 5));
  const givenUp = dueAt > delivery.giveUpAt;
  return failure.permanent || givenUp ? { state: 'failed' } : { state: 'retrying', dueAt };
}
