import type { DeliveryId, InvitationId, WorkspaceId } from '../shared/ids.ts';
import type { Letter } from '../shared/letter.tsx';

/** One e-mail or Slack DM that must arrive, as the worker claimed it. */
export interface Delivery {
  readonly id: DeliveryId;
  readonly workspaceId: WorkspaceId;
  readonly invitationId: InvitationId | undefined;
  readonly notice: string;
  readonly recipient: string;
  readonly attempts: number;
  readonly createdAt: Date;
}

/** What is to be sent, or why it isn't any more. */
export type Prepared =
  | { readonly kind: 'send'; readonly letter: Letter }
  | { readonly kind: 'cancel'; readonly reason: string };

/** Writes a notice at the moment it is sent, so that it is never out of date and no link waits in the database. */
export type PrepareNotice = (delivery: Delivery) => Promise<Prepared>;

/** Why an attempt failed, said so that an admin can read it; permanent when another try can't help. */
export interface DeliveryFailure {
  readonly reason: string;
  readonly permanent: boolean;
}

const firstWaitMs = 30_000;
const longestWaitMs = 3_600_000;
const giveUpAfterMs = 24 * 3_600_000;

/**
 * What follows a failed attempt: another one at a time (30 s, doubling to an hour, spread by up to a fifth
 * so that not all come at once), or none when it is permanent or a day has gone by. `random` is 0 to 1.
 */
export function afterFailure(
  failure: DeliveryFailure,
  delivery: Pick<Delivery, 'attempts' | 'createdAt'>,
  now: Date,
  random: number,
): { state: 'failed' } | { state: 'retrying'; dueAt: Date } {
  const wait = Math.min(firstWaitMs * 2 ** (delivery.attempts - 1), longestWaitMs);
  const dueAt = new Date(now.getTime() + wait * (1 + random / 5));
  const givenUp = dueAt.getTime() - delivery.createdAt.getTime() > giveUpAfterMs;
  return failure.permanent || givenUp ? { state: 'failed' } : { state: 'retrying', dueAt };
}
