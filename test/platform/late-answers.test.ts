import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { invitationsOf, openDialog, sendDialog } from '../support/acts.ts';
import { ways, worldsOfBothWays } from '../support/both-ways.ts';
import { secrets } from '../support/credentials.ts';
import { lastSent } from '../support/sent-payloads.ts';
import type { World } from '../support/world.ts';

// Slack waits 3 s for an answer, and then tells the person that the app didn't answer. What comes later is no fault:
// something was slow, and the log says what.

const worldOf = worldsOfBothWays();

/** Does it while the database lets everybody wait for longer than Slack does; gives the warnings since. */
async function whileDatabaseIsBusy(world: World, act: () => Promise<unknown>) {
  const start = world.logs.length;
  const busy = world.database.database.transaction(() => wait(3400));
  await act();
  await busy;
  await world.slack.until(() => lateIn(world, start).length > 0, 15_000);
  return world.logs.slice(start).filter(({ level }) => Number(level) >= 40);
}

function lateIn(world: World, start: number) {
  return world.logs.slice(start).filter(({ msg }) => String(msg).includes('too late'));
}

/** Sends a signed payload, and hangs up as Slack does. */
async function sendImpatiently(world: World, payload: string): Promise<void> {
  const body = new URLSearchParams({ payload }).toString();
  const timestamp = Math.floor(Date.now() / 1000);
  const signed = createHmac('sha256', secrets.signingSecret).update(`v0:${timestamp}:${body}`);
  const answer = fetch(`${world.url}/slack/events`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': `v0=${signed.digest('hex')}`,
    },
    signal: AbortSignal.timeout(3000),
  });
  await expect(answer).rejects.toThrow('timeout');
}

test('an answer to nobody any more, as Slack has hung up, is one warning', async () => {
  const world = worldOf('HTTP');
  await openDialog(world);
  await sendDialog(world, 'U0ADAM', { email: 'first@example.com' });
  const payload = JSON.stringify(lastSent(world, 'view_submission'))
    .replaceAll('first@example.com', 'hung@example.com')
    .replace(/"view":\{"id":"[^"]+"/, '"view":{"id":"V0HUNG"');

  const warned = await whileDatabaseIsBusy(world, () => sendImpatiently(world, payload));

  expect(warned.map(({ msg, what }) => [msg, what])).toEqual([
    ['request of Slack answered too late', 'view invitations.invite'],
  ]);
  expect(await invitationsOf(world, 'hung@example.com')).toHaveLength(1);
  expect((await world.get('/healthz')).status).toBe(200);
});

test.each(ways)('%s: a dialog that is answered too late is one warning', async (way) => {
  const world = worldOf(way);
  await openDialog(world);

  const warned = await whileDatabaseIsBusy(world, () =>
    sendDialog(world, 'U0ADAM', { email: 'late@example.com' }),
  );

  const [line = {}, ...more] = warned;
  expect(more).toEqual([]);
  expect(line).toMatchObject({
    level: 40,
    msg: 'request of Slack answered too late',
    what: 'view invitations.invite',
  });
  expect(line).not.toHaveProperty('err');
  expect(JSON.stringify(line)).not.toContain('stack');
  expect(Number(line.lateMs)).toBeGreaterThan(0);
  expect(Number(line.lateMs)).toBeLessThan(60_000);
  expect(await invitationsOf(world, 'late@example.com')).toHaveLength(1);
});
