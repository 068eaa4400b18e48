import { WebAPIRequestError } from '@slack/web-api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../../src/platform/process/logger.ts';
import { type TokenWatch, watchToken } from '../../src/platform/slack/token.ts';

const lines: { level: number; msg: string }[] = [];
const log = createLogger({
  level: 'info',
  sink: { write: (line) => void lines.push(JSON.parse(line)) },
});
let answers: boolean;
let watch: TokenWatch;

beforeEach(() => {
  vi.useFakeTimers();
  answers = false;
  watch = watchToken({ look, needed: [], log });
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

async function look() {
  if (!answers) throw new WebAPIRequestError(new Error('fetch failed'));
  return { teamName: 'Northwind', scopes: [] };
}

/** What the log has said since it was asked last. */
const said = () => lines.splice(0).map(({ level, msg }) => [level, msg]);

const minute = 60_000;
const isSilent = [40, 'Slack does not answer; asking again until it does'];

test('says once that Slack does not answer, however long, and when it does again', async () => {
  await vi.advanceTimersByTimeAsync(10 * minute);
  expect(said()).toEqual([isSilent]);
  answers = true;
  await vi.advanceTimersByTimeAsync(minute);
  expect(said()).toEqual([[30, 'connected to Slack']]);

  answers = false;
  await vi.advanceTimersByTimeAsync(30 * minute);
  expect(said()).toEqual([isSilent]);
  expect(watch.state()).toBe('ok');
  answers = true;
  await vi.advanceTimersByTimeAsync(minute);
  expect(said()).toEqual([[30, 'Slack answers again']]);
  await vi.advanceTimersByTimeAsync(30 * minute);
  expect(said()).toEqual([]);
});
