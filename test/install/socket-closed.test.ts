import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSocketWorld } from '../support/install-acts.ts';
import { openHome } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

// Socket Mode when Slack gives a connection, says hello, and closes it again: as long as it is switched off for the
// app, or too many connections are open.

let world: World;
beforeAll(async () => {
  world = await startSocketWorld();
});
afterAll(() => world.stop());

async function readiness(): Promise<unknown> {
  const response = await world.get('/readyz');
  return { status: response.status, body: await response.json() };
}

/** What the log says about connections that ended for this reason. */
function endings(why: string): Record<string, unknown>[] {
  return world.logs.filter(
    ({ msg, reason }) => reason === why && String(msg).startsWith('Slack ended the connection'),
  );
}

test('backs off, logs why, and says on /readyz that Slack is out of reach', async () => {
  expect(await readiness()).toMatchObject({ status: 200, body: { slack: true } });
  world.slack.sockets.closesAtOnce = 'link_disabled';
  world.slack.sockets.disconnect('politely');
  const closed = () => endings('link_disabled');
  await expect.poll(() => closed().length, { timeout: 18_000 }).toBeGreaterThanOrEqual(3);

  const pauses = closed().map(({ pauseMs }) => Number(pauseMs));
  expect(pauses[0]).toBeGreaterThanOrEqual(500);
  expect(pauses.slice(1)).toEqual(pauses.slice(0, -1).map((pauseMs) => pauseMs * 2));
  expect(closed()[0]).toMatchObject({ level: 40 });
  expect(endings('refresh_requested')).toHaveLength(1);
  // The pages are there all the same.
  expect(await readiness()).toMatchObject({ status: 200, body: { ready: true, slack: false } });
});

test('serves again when Slack lets the connection be', async () => {
  world.slack.sockets.closesAtOnce = null;
  await expect.poll(() => world.slack.sockets.connections(), { timeout: 15_000 }).toBe(1);
  await openHome(world);
});
