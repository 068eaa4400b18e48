import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSlackPeople } from '../../src/members/slack/people.ts';
import { beforeAnswer } from '../../src/platform/process/deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A Slack that answers each call of users.info after so many milliseconds, or fails. */
function slackThat(...answers: (number | Error)[]) {
  const asked: string[] = [];
  const info = async ({ user }: { user: string }) => {
    const answer = answers[asked.length] ?? 0;
    asked.push(user);
    if (answer instanceof Error) throw answer;
    await new Promise((resolve) => setTimeout(resolve, answer));
    const name = `${user}, answer ${asked.length}`;
    return { ok: true, user: { id: user, team_id: 'T1', real_name: name, profile: {} } };
  };
  return { asked, client: { users: { info } } as unknown as WebClient };
}

/** The name or the error, and after how many milliseconds. */
async function timed(person: Promise<{ name: string }>) {
  const start = performance.now();
  const told = person.then(({ name }) => name, String);
  const end = told.then((what) => ({ what, ms: Math.round(performance.now() - start) }));
  await vi.runAllTimersAsync();
  return await end;
}

const minute = 60_000;

test('is asked once and not waited for beyond the time that an answer has', async () => {
  const { asked, client } = slackThat(2900);
  const people = createSlackPeople();
  const first = await timed(people.person(client, 'T1', 'U1', beforeAnswer));
  expect(first).toEqual({ what: 'TookTooLong: no answer within 1200 ms', ms: 1200 });
  // What came too late is known to whoever asks next.
  expect(await timed(people.person(client, 'T1', 'U1', beforeAnswer))).toMatchObject({ ms: 0 });
  expect(asked).toEqual(['U1']);
});

test('waits as long as Slack takes where nothing presses', async () => {
  const { client } = slackThat(2400);
  const found = await timed(createSlackPeople().person(client, 'T1', 'U1'));
  expect(found).toEqual({ what: 'U1, answer 1', ms: 2400 });
});

test.each([
  ['is slow', 2900],
  ['can’t be reached', new Error('ECONNREFUSED')],
])('goes by Slack’s last word when it %s', async (_how, answer) => {
  const { client } = slackThat(0, answer);
  const people = createSlackPeople();
  await timed(people.person(client, 'T1', 'U1'));
  vi.advanceTimersByTime(2 * minute);
  expect(await timed(people.person(client, 'T1', 'U1'))).toMatchObject({ what: 'U1, answer 1' });
});

test.each([
  ['it is more than an hour old', async () => vi.advanceTimersByTime(61 * minute)],
  [
    'something about the person has changed since',
    async (people: ReturnType<typeof createSlackPeople>) => people.forget('T1', 'U1'),
  ],
])('goes by nothing when %s', async (_when, pass) => {
  const { client } = slackThat(0, new Error('ECONNREFUSED'));
  const people = createSlackPeople();
  await timed(people.person(client, 'T1', 'U1'));
  await pass(people);
  const now = await timed(people.person(client, 'T1', 'U1'));
  expect(now.what).toBe('Error: ECONNREFUSED');
});

test('forgets whoever was looked at longest ago when there are more people than it keeps', async () => {
  const { asked, client } = slackThat();
  const people = createSlackPeople({ maxKept: 2 });
  const look = (user: string) => timed(people.person(client, 'T1', user));
  for (const user of ['U1', 'U2', 'U1', 'U3']) await look(user);
  expect(asked).toEqual(['U1', 'U2', 'U3']);
  for (const user of ['U1', 'U3', 'U2']) await look(user);
  expect(asked).toEqual(['U1', 'U2', 'U3', 'U2']);
});
