import { invitationStatus } from '../invitations/rules.ts';
import type { AdminHome } from './rules.ts';

/** What is known of one open Home tab; all moments in milliseconds since 1970. */
export interface OpenTab {
  /** When it was last brought up to date without its owner asking. */
  readonly refreshedAt: number;
  /** Since when something has changed that it doesn't show. */
  readonly changedAt: number | undefined;
  /** When the next of the invitations that it shows expires. */
  readonly expiresAt: number | undefined;
}

/** A tab that shows what is true. */
export const freshTab: OpenTab = {
  refreshedAt: Number.NEGATIVE_INFINITY,
  changedAt: undefined,
  expiresAt: undefined,
};

/** How long after somebody looked at their Home tab it is still brought up to date by others' doings. */
export const recentMs = 60 * 60_000;

/** Several changes in a row become one refresh: an invitation that was sent, and that its email has left. */
const gatherMs = 1000;

/** How often a tab is brought up to date without its owner asking: views.publish takes 100 a minute, of all. */
export const refreshPauseMs = 60_000;

/** When the tab is to be brought up to date next; undefined when there is nothing that it should show. */
export function refreshDueAt(tab: OpenTab): number | undefined {
  const { changedAt, expiresAt = Number.POSITIVE_INFINITY } = tab;
  const wanted = Math.min((changedAt ?? Number.POSITIVE_INFINITY) + gatherMs, expiresAt);
  if (wanted === Number.POSITIVE_INFINITY) return undefined;
  return Math.max(wanted, tab.refreshedAt + refreshPauseMs);
}

/** In how many milliseconds one of the shown invitations expires; undefined when none does while people look. */
export function nextExpiryMs({ body, now }: Pick<AdminHome, 'body' | 'now'>): number | undefined {
  if (body.tab !== 'invitations') return undefined;
  const pending = body.page.rows.filter((row) => invitationStatus(row, now) === 'pending');
  const soonest = Math.min(...pending.map((row) => row.expiresAt.getTime())) - now.getTime();
  return soonest <= recentMs ? soonest : undefined;
}
