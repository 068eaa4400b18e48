import type { Json } from './state.ts';

/** At most so many calls of a method in so many milliseconds; by channel: to each conversation. */
export interface CallLimit {
  readonly calls: number;
  readonly perMs: number;
  readonly by?: 'channel';
}

/** The limits of each method; a method that isn't in it has none. */
export type Tiers = Readonly<Record<string, readonly CallLimit[]>>;

const aMinute = (calls: number): readonly CallLimit[] => [{ calls, perMs: 60_000 }];
const [tier2, tier3, tier4] = [aMinute(20), aMinute(50), aMinute(100)];

/**
 * What Slack allows an app in one team, where it allows the least: of "100+ a minute" these are 100, and of "several
 * hundred" 300. https://docs.slack.dev/apis/web-api/rate-limits, and the page of each method
 */
export const slackTiers: Tiers = {
  'auth.test': aMinute(300),
  'chat.postEphemeral': tier4,
  'chat.postMessage': [{ calls: 1, perMs: 1000, by: 'channel' }, ...aMinute(300)],
  'chat.unfurl': tier3,
  'chat.update': tier3,
  'conversations.info': tier3,
  'conversations.members': tier4,
  'conversations.open': tier3,
  'files.info': tier4,
  'team.info': tier3,
  'usergroups.list': tier2,
  'usergroups.users.list': tier2,
  'users.info': tier4,
  'users.list': tier2,
  'users.lookupByEmail': tier3,
  'views.open': tier4,
  'views.publish': tier4,
  'views.push': tier4,
  'views.update': tier4,
};

/** What is known of a team's calls. */
interface Limited {
  readonly tiers: Tiers;
  /** By what is limited: when the latest calls were taken. */
  readonly recentCalls: Map<string, number[]>;
  readonly now: () => number;
}

/** In how many seconds Slack takes such a call again; undefined, and counted, when it takes this one. */
export function retryAfterSeconds(team: Limited, method: string, args: Json): number | undefined {
  const now = team.now();
  const counted = (team.tiers[method] ?? []).map(({ calls, perMs, by }) => {
    const key = [method, perMs, by && args[by]].join(' ');
    const since = (team.recentCalls.get(key) ?? []).filter((at) => at > now - perMs);
    const oldest = since[since.length - calls];
    return { key, since, waitMs: oldest === undefined ? 0 : oldest + perMs - now };
  });
  const waitMs = Math.max(0, ...counted.map((limit) => limit.waitMs));
  if (waitMs > 0) return Math.ceil(waitMs / 1000);
  for (const { key, since } of counted) team.recentCalls.set(key, [...since, now]);
  return undefined;
}
