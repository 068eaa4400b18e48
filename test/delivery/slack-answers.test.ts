import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { DeliveryFailed } from '../../src/delivery/rules.ts';
import { createSlackSender, slackFailure } from '../../src/delivery/slack-sender.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { createSlackClients } from '../../src/platform/slack/client.ts';
import { createSlackPauses, type SlackPause } from '../../src/platform/slack/pauses.ts';
import type { TokenWatch } from '../../src/platform/slack/token.ts';

// What Slack's own address may answer by HTTP, and what it means for a direct message.

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

const log = createLogger({ level: 'silent' });
/** Moves by the minute, so that no pause of a test before is left. */
let now = 0;
afterEach(() => {
  now += 2 * 3_600_000;
});
const noted: SlackPause[] = [];
const pauses = createSlackPauses({
  log,
  now: () => now,
  note: async (pause) => void noted.push(pause),
});
const clients = createSlackClients(
  async ({ teamId }) => ({
    botToken: `xoxb-${teamId}`,
    botId: 'B1',
    botUserId: 'U1',
    teamName: 'Northwind',
  }),
  {
    apiUrl: 'https://slack.com/api/',
    log,
    stopping: new AbortController().signal,
    pauses,
  },
);

const slack = () => nock('https://slack.com').post('/api/chat.postMessage');

/** Sends a message; gives how that failed. */
async function failureOf(): Promise<unknown> {
  const client = await clients('T1');
  const sent = client?.chat.postMessage({ channel: 'U2', text: 'Welcome' });
  return await sent?.then(
    () => 'nothing failed',
    (error: unknown) => slackFailure(error),
  );
}

const asked = (retryAfterMs: number) => ({
  reason: 'Slack asked us to wait',
  permanent: false,
  retryAfterMs,
});

test.each([
  ['30', 30_000],
  ['0', 1000],
  ['-5', 1000],
  ['90000', 3_600_000],
  ['10000000000000000', 3_600_000],
])('429 with Retry-After %s is a pause of %d ms', async (header, ms) => {
  slack().reply(429, { ok: false, error: 'ratelimited' }, { 'Retry-After': header });
  expect(await failureOf()).toEqual(asked(ms));
});

test.each([
  ['without Retry-After', {}],
  ['with one that is no number', { 'Retry-After': 'soon' }],
])('429 %s is tried again', async (_how, headers) => {
  slack().reply(429, 'slow down', headers);
  expect(await failureOf()).toMatchObject({ permanent: false });
});

test.each([
  [500, 'oops'],
  [502, '<html>Bad gateway</html>'],
  [503, ''],
  [404, 'not found'],
  [401, { ok: false, error: 'invalid_auth' }],
])('status %d is tried again', async (status, body) => {
  slack().reply(status, body);
  expect(await failureOf()).toMatchObject({ permanent: false });
});

test.each([
  ['half an answer', '{"ok": true, "mess'],
  ['a page', '<!doctype html><title>We are down</title>'],
  ['nothing', ''],
])('200 with %s is tried again', async (_what, body) => {
  slack().reply(200, body);
  expect(await failureOf()).toMatchObject({ permanent: false });
});

test.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'CERT_HAS_EXPIRED'])(
  'a connection that fails with %s is tried again',
  async (code) => {
    slack().replyWithError(Object.assign(new Error(code), { code }));
    expect(await failureOf()).toEqual({ reason: "Slack can't be reached", permanent: false });
  },
);

test('a no to the person is final', async () => {
  slack().reply(200, { ok: false, error: 'user_disabled' });
  expect(await failureOf()).toEqual({ reason: 'Slack said user_disabled', permanent: true });
});

const token: TokenWatch = {
  state: () => 'ok',
  team: () => undefined,
  isTaken: () => true,
  onChange: () => undefined,
  suspect: () => undefined,
  stop: () => undefined,
};

test('a message that Slack wants later is sent to whom it was looked up for, without a second look', async () => {
  const sender = createSlackSender(clients, { token, log });
  const note = { text: 'Welcome', blocks: [] };
  const lookUps: string[] = [];
  const lookUp = (userId: string) =>
    nock('https://slack.com')
      .post('/api/users.lookupByEmail')
      .reply(200, (_uri, body) => {
        lookUps.push(String(body));
        return { ok: true, user: { id: userId } };
      });
  const post = () => nock('https://slack.com').post('/api/chat.postMessage');

  lookUp('U2');
  post().reply(429, { ok: false, error: 'ratelimited' }, { 'Retry-After': '30' });
  await expect(sender.send('T1', 'ana@example.com', note)).rejects.toThrow();
  now += 31_000;
  post().reply(200, { ok: true });
  expect(await sender.send('T1', 'ana@example.com', note)).toMatchObject({ channel: 'U2' });
  expect(lookUps).toHaveLength(1);

  // Another team's are its own.
  lookUp('U3');
  post().reply(200, { ok: true });
  expect(await sender.send('T2', 'ana@example.com', note)).toMatchObject({ channel: 'U3' });
  expect(lookUps).toHaveLength(2);
});

test('a method that Slack wants a pause of is left alone in that team, and nowhere else', async () => {
  const sender = createSlackSender(clients, { token, log });
  const note = { text: 'Welcome', blocks: [] };
  const failureOfSending = (team: string) =>
    sender.send(team, 'U2', note).catch((error: DeliveryFailed) => error.failure);
  noted.length = 0;

  slack().reply(429, { ok: false, error: 'ratelimited' }, { 'Retry-After': '30' });
  expect(await failureOfSending('T1')).toEqual(asked(30_000));
  // Nothing is there to answer these.
  now += 10_500;
  expect(await failureOfSending('T1')).toEqual(asked(20_000));
  const client = await clients('T1');
  await expect(client?.chat.postMessage({ channel: 'C1', text: 'x' })).rejects.toThrow();

  slack().reply(200, { ok: true });
  expect(await failureOfSending('T2')).toMatchObject({ channel: 'U2' });
  nock('https://slack.com').post('/api/users.info').reply(200, { ok: true });
  await client?.users.info({ user: 'U2' });
  now += 20_000;
  slack().reply(200, { ok: true });
  expect(await failureOfSending('T1')).toMatchObject({ channel: 'U2' });
  expect(noted).toEqual([{ slackTeamId: 'T1', method: 'chat.postMessage', ms: 30_000 }]);
});

test('whom Slack refuses is looked up anew', async () => {
  const sender = createSlackSender(clients, { token, log });
  const note = { text: 'Welcome', blocks: [] };
  const lookUp = (userId: string) =>
    nock('https://slack.com')
      .post('/api/users.lookupByEmail')
      .reply(200, { ok: true, user: { id: userId } });
  const to: string[] = [];
  const post = (answer: object) =>
    slack().reply(200, (_uri, body) => {
      to.push(new URLSearchParams(String(body)).get('channel') ?? '');
      return answer;
    });

  lookUp('UOLD');
  post({ ok: false, error: 'user_disabled' });
  await expect(sender.send('T1', 'ana@example.com', note)).rejects.toThrow();
  lookUp('UNEW');
  post({ ok: true });
  await sender.send('T1', 'ana@example.com', note);

  expect(to).toEqual(['UOLD', 'UNEW']);
});
