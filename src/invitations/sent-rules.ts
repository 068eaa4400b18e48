import { after, aheadMs } from '../shared/clock.ts';
import { type Invitation, invitationStatus } from './rules.ts';

/** For so long what is sent from the dialog can be undone, where the team wants that. */
export const undoMs = 10_000;

/** Until when whoever sent it last can undo that; undefined where they can't, or can't any more. */
export function undoableUntil(
  { sentAt, heldAt }: Pick<Invitation, 'sentAt' | 'heldAt'>,
  now: Date,
): Date | undefined {
  const until = leavesAt({ sentAt, heldAt });
  return until > sentAt && until > now ? until : undefined;
}

/** When what was sent last leaves. */
function leavesAt({ sentAt, heldAt }: Pick<Invitation, 'sentAt' | 'heldAt'>): Date {
  return heldAt?.getTime() === sentAt.getTime() ? after(sentAt, undoMs) : sentAt;
}

/** Whoever sends the same once more within this time has clicked twice, or two admins had one thought. */
const resendPauseMs = 10_000;

/**
 * Whether the invitation works and was sent so short a while ago that sending it again would only be a double. What can still
 * be undone isn't sent.
 */
export function wasJustSent(
  invitation: Parameters<typeof invitationStatus>[0] & Pick<Invitation, 'sentAt' | 'heldAt'>,
  now: Date,
): boolean {
  const sinceMs = now.getTime() - leavesAt(invitation).getTime();
  const isRecent = sinceMs > -aheadMs && sinceMs < resendPauseMs && !undoableUntil(invitation, now);
  return isRecent && invitationStatus(invitation, now) === 'pending';
}
