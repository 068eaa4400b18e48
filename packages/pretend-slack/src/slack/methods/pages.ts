import { textArgument } from '../arguments.ts';
import type { Json } from '../state.ts';

/** One page of a list, and the cursor of the next one: empty after the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly response_metadata: { readonly next_cursor: string };
}

/** https://docs.slack.dev/apis/web-api/pagination */
const largestPage = 1000;

/** The page that `limit` and `cursor` ask for, of `usual` items without a limit, or Slack's word for what is wrong with them. */
export function pageOf<T>(
  all: readonly T[],
  args: Json,
  { usual, idOf }: { readonly usual: number; readonly idOf: (item: T) => string },
): Page<T> | { readonly error: 'invalid_limit' | 'invalid_cursor' } {
  const asked = Number(textArgument(args, 'limit') ?? 0);
  if (!Number.isInteger(asked) || asked < 0 || asked > largestPage) {
    return { error: 'invalid_limit' };
  }
  const limit = asked || usual;
  const cursor = textArgument(args, 'cursor');
  const from = cursor === undefined ? '' : Buffer.from(cursor, 'base64').toString();
  const start = cursor === undefined ? 0 : all.findIndex((one) => `user:${idOf(one)}` === from);
  if (start === -1) return { error: 'invalid_cursor' };
  const next = all[start + limit];
  const next_cursor =
    next === undefined ? '' : Buffer.from(`user:${idOf(next)}`).toString('base64');
  return { items: all.slice(start, start + limit), response_metadata: { next_cursor } };
}
