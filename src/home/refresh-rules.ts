import type { AdminHome } from './rules.ts';

/** What is known of one open Home tab; all moments in milliseconds since 1970. */
export interface OpenTab {
  /** When it was last brought up to date without its owner asking. */
  readonly refreshedAt: number;
  /** Since when something has changed that it doesn't show. */
  readonly changedAt: number | undefined;
  /** When the next of the invitations expires that it shows or counts. */
  readonly expiresAt: number | undefined;
  /** It couldn't be brought up to date, and isn't tried again before. */
  readonly failedUntil: number | undefined;
}

/** A tab that shows what is true. */
export const freshTab: OpenTab = {
  refreshedAt: Number.NEGATIVE_INFINITY,
  changedAt: undefined,
  expiresAt: undefined,
  failedUntil: undefined,
};

/** How long after somebody looked at their Home tab it is still brought up to date by others' doings. */
export const recentMs = 60 * 60_000;

/** Several changes in a row become one refresh: an invitation that was sent, and that its email has left. */
const gatherMs = 1000;

/** How often a tab is brought up to date without its owner asking: views.publish takes 100 a minute, of all. */
export const refreshPauseMs = 60_000;

const minuteMs = 60_000;

/** How long to wait before each further try at a tab that couldn't be published: within the hour for which it counts as open. */
export const triesAgainMs: readonly number[] = [1, 2, 5, 10, 20].map((n) => n * minuteMs);

/** When the tab is to be brought up to date next; undefined when there is nothing that it should show. */
export function refreshDueAt(tab: OpenTab): number | undefined {
  const { changedAt, expiresAt = Number.POSITIVE_INFINITY, failedUntil = 0 } = tab;
  const wanted = Math.min((changedAt ?? Number.POSITIVE_INFINITY) + gatherMs, expiresAt);
  if (wanted === Number.POSITIVE_INFINITY) return undefined;
  return Math.max(wanted, tab.refreshedAt + refreshPauseMs, failedUntil);
}

/** In how many milliseconds the next invitation expires; undefined when none does while people look, or it isn't shown. */
export function nextExpiryMs({ body, now }: Pick<AdminHome, 'body' | 'now'>): number | undefined {
  if (body.tab !== 'invitations' || !body.nextExpiryAt) return undefined;
  const soonest = body.nextExpiryAt.getTime() - now.getTime();
  return soonest <= recentMs ? soonest : undefined;
}
