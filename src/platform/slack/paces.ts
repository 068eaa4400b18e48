import type { CallPace } from '../database/slack-calls.ts';

/** How often what nobody waits for is called in a team; the rest of what Slack allows is left to people. */
export interface SlackPaces {
  /** Who in Slack has the address that a direct message goes to. */
  readonly lookUps: CallPace;
  readonly messages: CallPace;
  /** How long after a direct message to somebody the next one may follow. */
  readonly dmPauseMs: number;
  /** Home tabs that are brought up to date unasked. */
  readonly refreshes: CallPace;
  /** Members who are looked at in Slack. */
  readonly looks: CallPace;
  /** The people of a channel or group, whom somebody invites all at once. */
  readonly crowds: CallPace;
  /** The list of everybody in the team, in which many people are found at once. */
  readonly lists: CallPace;
}

/**
 * Slack allows at least 50 calls in a minute of the first (Tier 3), several hundred of the second, 20 of the last (Tier 2),
 * and 100 of the others (Tier 4), for each app and team. https://docs.slack.dev/apis/web-api/rate-limits
 */
export const slackPaces: SlackPaces = {
  lookUps: { method: 'users.lookupByEmail', perMinute: 30, burst: 10 },
  messages: { method: 'chat.postMessage', perMinute: 120, burst: 60 },
  // Slack lets an app write about once a second to one person. A little longer, as its clock isn't ours.
  dmPauseMs: 1100,
  refreshes: { method: 'views.publish', perMinute: 30, burst: 20 },
  looks: { method: 'users.info', perMinute: 40, burst: 10 },
  // Somebody waits, so more than for looks, with which they share; not all, as whoever acts is asked about, too.
  crowds: { method: 'users.info', perMinute: 60, burst: 30 },
  // Whom one may ask for an invitation is asked there, too.
  lists: { method: 'users.list', perMinute: 10, burst: 5 },
};
