import { linesOf } from 'pretend-slack/driver';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { challenge } from '../../src/platform/slack/reach.ts';
import { secrets } from '../support/credentials.ts';
import { openHome, secondProcess, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Slack sends commands to an address at once, and events only once it has verified it.

let world: World;
beforeEach(async () => {
  world = await startWorld({}, { ...secrets, isVerified: false });
});
afterEach(() => world.stop());

const minute = 60_000;

/** What `/readyz` says of the events; it says nothing as long as nobody knows. */
async function events(): Promise<unknown> {
  const response = await world.get('/readyz');
  expect(response.status).toBe(200);
  return Object(await response.json()).events;
}

function warnings(): Record<string, unknown>[] {
  return world.logs.filter(({ msg }) => String(msg).includes('no event ever has'));
}

/** Everything that only this person sees. */
function said(user: string): string {
  return world.slack
    .ephemerals(user)
    .map(({ text, blocks }) => [text, ...linesOf(blocks)].join('\n'))
    .join('\n');
}

const toPress = 'press *Retry*';

test('when commands have come for ten minutes and no event, says what to press', async () => {
  expect(await events()).toBeUndefined();
  await typeCommand(world, 'help');
  world.clock.shiftMs += 9 * minute;
  await typeCommand(world, 'help');
  expect(await events()).toBeUndefined();
  expect(said('U0ADAM')).not.toContain(toPress);

  world.clock.shiftMs += 2 * minute;

  await typeCommand(world, 'list');
  await world.slack.until(() => said('U0ADAM').includes(toPress), 15_000);
  expect(said('U0ADAM')).toContain('https://api.slack.com/apps');
  expect(said('U0ADAM')).toContain('*Event Subscriptions*');
  expect(await events()).toBe(false);
  await expect.poll(warnings).toHaveLength(1);
  expect(warnings()[0]).toMatchObject({
    level: 40,
    address: 'http://localhost:3000/slack/events',
    msg: expect.stringContaining('Event Subscriptions, and press Retry'),
  });
});

test('what the app asks itself is no event', async () => {
  await typeCommand(world, 'help');
  world.clock.shiftMs += 11 * minute;

  expect(await challenge(world.url, secrets.signingSecret)).toEqual({ kind: 'answers' });

  await expect.poll(events).toBe(false);
});

test.each([
  ['a dialog', { command: '/invite', text: '' }],
  ['the list of links', { command: '/invite-link', text: '' }],
  ['an invitation', { command: '/invite', text: 'ana@example.com' }],
])('says it beside %s, to admins only, and logs it once', async (_what, act) => {
  await typeCommand(world, 'help');
  world.clock.shiftMs += 11 * minute;

  for (const user of ['U0MIA', 'U0ADAM', 'U0OLGA']) await world.slack.command({ user, ...act });

  for (const admin of ['U0ADAM', 'U0OLGA']) {
    await world.slack.until(() => said(admin).includes(toPress), 15_000);
  }
  await world.slack.until(() => said('U0MIA').includes('Only admins'));
  expect(said('U0MIA')).not.toContain(toPress);
  world.clock.shiftMs += 60 * minute;
  await typeCommand(world, 'help');
  await expect.poll(warnings).toHaveLength(1);
});

test('says so no more once Slack has verified the address, and never again', async () => {
  await typeCommand(world, 'help');
  world.clock.shiftMs += 11 * minute;
  await typeCommand(world, 'help');
  expect(await events()).toBe(false);

  // Somebody has pressed Retry.
  const challenge = { type: 'url_verification', challenge: 'abc', token: 'x' };
  const body = JSON.stringify(challenge);
  const answer = await world.slack.sendRaw({ body, contentType: 'application/json' });
  expect(JSON.parse(answer.body)).toEqual({ challenge: 'abc' });

  await expect.poll(events).toBe(true);
  await expectSilence();
});

test.each([
  ['an event', () => openHome(world)],
  ['an event that nobody listens to', () => world.slack.event({ type: 'channel_rename' })],
])('%s shows that the address is verified', async (_what, come) => {
  await come();
  await expect.poll(events).toBe(true);
  world.clock.shiftMs += 11 * minute;
  await expectSilence();
});

/** A command gets its answer, and nothing beside it. */
async function expectSilence(): Promise<void> {
  const before = world.slack.ephemerals('U0OLGA').length;
  await typeCommand(world, 'help', { user: 'U0OLGA' });
  // A second one is answered after whatever would be said beside the first.
  await typeCommand(world, 'list', { user: 'U0OLGA' });
  expect(world.slack.ephemerals('U0OLGA').slice(before)).toHaveLength(2);
}

test('a request that is only said to be Slack’s shows nothing', async () => {
  const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
  const answer = await world.slack.sendRaw({
    body,
    contentType: 'application/json',
    signature: `v0=${'0'.repeat(64)}`,
  });
  expect(answer.status).toBe(401);
  expect(await world.database.query('SELECT * FROM slack_arrivals')).toEqual([]);
});

test('what has come to one process is known to the others', async () => {
  await typeCommand(world, 'help');
  const stop = await secondProcess(world);
  await world.slack.openHome('U0OLGA');
  await expect
    .poll(() => world.database.query('SELECT first_event_at FROM slack_arrivals'))
    .not.toEqual([{ first_event_at: null }]);
  await stop();
  world.clock.shiftMs += 11 * minute;

  await expectSilence();
  expect(await events()).toBe(true);
  expect(warnings()).toEqual([]);
});

test('another address is another matter', async () => {
  await openHome(world);
  await expect.poll(events).toBe(true);
  const [known] = await world.database.query('SELECT address FROM slack_arrivals');

  const moved = await startWorld({ PUBLIC_URL: 'https://moved.example.com' });
  await openHome(moved);
  await expect
    .poll(() => moved.database.query('SELECT address FROM slack_arrivals'))
    .toHaveLength(1);
  const [there] = await moved.database.query('SELECT address FROM slack_arrivals');
  await moved.stop();
  expect(there?.address).not.toBe(known?.address);
  expect(JSON.stringify([known, there])).not.toContain(world.config.slack.signingSecret);
});
