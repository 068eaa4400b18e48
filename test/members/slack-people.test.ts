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

test('is asked once by all who ask about somebody at the same time, but not by who asks later', async () => {
  const { asked, client } = slackThat(200, 200);
  const people = createSlackPeople();
  const ask = (how: 'person' | 'personNow') => people[how](client, 'T1', 'U1');

  const [first, ...others] = [ask('personNow'), ask('person'), ask('personNow')] as const;
  expect((await timed(first)).what).toBe('U1, answer 1');
  expect(await Promise.all(others)).toEqual([await first, await first]);
  expect(asked).toEqual(['U1']);

  expect((await timed(ask('personNow'))).what).toBe('U1, answer 2');
});

test('is asked anew where something about the person has changed while it was asked', async () => {
  const { asked, client } = slackThat(200, 200);
  const people = createSlackPeople();
  const before = people.personNow(client, 'T1', 'U1');
  people.forget('T1', 'U1');

  expect((await timed(people.personNow(client, 'T1', 'U1'))).what).toBe('U1, answer 2');

  await before;
  expect(asked).toEqual(['U1', 'U1']);
  expect(people.personAtOnce('T1', 'U1')?.name).toBe('U1, answer 2');
});

test('said nothing yet about who was never asked about, or longer ago than a minute', async () => {
  const { asked, client } = slackThat();
  const people = createSlackPeople();
  expect(people.personAtOnce('T1', 'U1')).toBeUndefined();
  await timed(people.personNow(client, 'T1', 'U1'));
  expect(people.personAtOnce('T1', 'U1')?.name).toBe('U1, answer 1');
  vi.advanceTimersByTime(minute);
  expect(people.personAtOnce('T1', 'U1')).toBeUndefined();
  expect(asked).toEqual(['U1']);
});

test.each([
  ['T1', ['U1']],
  // A stranger in a shared channel: what another team's Slack says of them ends nothing in their own.
  ['T2', []],
])('tells of somebody of %s whom Slack of T1 calls deactivated: %j', async (team, told) => {
  const user = { id: 'U1', team_id: team, deleted: true, profile: {} };
  const client = { users: { info: async () => ({ ok: true, user }) } } as unknown as WebClient;
  const people = createSlackPeople();
  const heard: string[] = [];
  people.onDeactivated((_client, { userId }) => void heard.push(userId));

  await people.personNow(client, 'T1', 'U1');

  expect(heard).toEqual(told);
});
