import { storable } from '../../shared/storable-text.ts';

/** Some object of a payload. */
export type Json = Record<string, unknown>;

/** Fields that are as good as not there when they are empty. */
const nothingWhenEmpty = new Set([
  'team',
  'team_id',
  'context_team_id',
  'enterprise',
  'enterprise_id',
  'user',
  'user_id',
  'channel',
  'channel_id',
  'api_app_id',
  'view',
  'tab',
  'response_url',
  'thread_ts',
  'unfurl_id',
  'source',
]);

/** Deeper than anything of Slack's. */
const deepest = 100;

/**
 * A payload without the many ways in which Slack says that there is nothing: null anywhere, and of some fields ''
 * or {} or []. Handlers then have one case to think of, and texts that can be kept.
 */
export function tidy(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storable(value);
  if (typeof value !== 'object' || value === null || depth > deepest) return value;
  if (Array.isArray(value)) {
    return value.filter((each) => each !== null).map((each) => tidy(each, depth + 1));
  }
  const fields = Object.entries(value)
    .filter(([name, held]) => name !== '__proto__' && !isNothing(name, held))
    .map(([name, held]) => [name, tidy(held, depth + 1)]);
  return Object.fromEntries(fields);
}

function isNothing(name: string, held: unknown): boolean {
  if (held === null || held === undefined) return true;
  if (!nothingWhenEmpty.has(name)) return false;
  return held === '' || (typeof held === 'object' && Object.keys(held).length === 0);
}
