import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliveriesAtRest, openDialog } from '../support/acts.ts';
import { installationOf, installIn, startInstallWorld } from '../support/install-acts.ts';
import { lastSent, sendPayload } from '../support/sent-payloads.ts';
import { answerAfter, openHome, typeCommand } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

// The app can't read its access to a team, or has none any more. Bolt takes such requests without a word.

type Json = Record<string, unknown>;

let world: World;
beforeEach(async () => {
  world = await startInstallWorld();
  await installIn(world);
  await deliveriesAtRest(world);
  await openHome(world);
  await typeCommand(world, 'help');
});
afterEach(async () => {
  await bringBack();
  await world.stop();
});

const adam = 'U0ADAM';

/** Nobody's access to a team can be read. */
async function takeAway(): Promise<void> {
  world.expectFaults();
  await world.database.query('ALTER TABLE installations RENAME TO gone');
}

async function bringBack(): Promise<void> {
  await world.database.query('ALTER TABLE IF EXISTS gone RENAME TO installations');
}

/** Slack removes the app while a dialog of it, or a Home tab, is still open. */
async function remove(): Promise<void> {
  await world.database.query('DELETE FROM installations');
}

const ref = /\(ref [0-9a-f]{8}\)/;
const removed =
  /isn't installed in your Slack team any more.* http:\/\/localhost:3000\/slack\/install/;

const cases = [
  ['that cannot be read', () => takeAway(), ref, 'fault'],
  ['that is gone', () => remove(), removed, 'request of another Slack team refused'],
] as const;

test.each(cases)('with an access %s a command is answered in words', async (_what, fail, words) => {
  await fail();
  const text = 'ana@example.com';
  const reply = await world.slack.command({ user: adam, command: '/invite', text });
  expect(reply.status).toBe(200);
  expect(JSON.parse(reply.body)).toEqual({
    response_type: 'ephemeral',
    text: expect.stringMatching(words),
  });
});

test.each(cases)(
  'with an access %s a form stays open, says why, and can be sent again',
  async (_what, fail, words, msg) => {
    await openDialog(world);
    await fail();
    const values = { email_1: 'ana@example.com' };
    const reply = await world.slack.submit({ user: adam, values });
    expect(JSON.parse(reply.body)).toMatchObject({ response_action: 'errors' });
    expect(reply.body).toMatch(words);
    expect(world.slack.modal(adam)).toBeDefined();
    expect(world.logs.filter((line) => line.msg === msg)).toHaveLength(1);
  },
);

test.each(cases)(
  'with an access %s a press is answered where it was made, or shown as failed',
  async (_what, fail, words) => {
    const command = lastSent<Json>(world, 'command');
    const { user_id: id, team_id: team, response_url: place } = command;
    const action = { type: 'button', action_id: 'x', block_id: 'x', action_ts: '1.2', value: 'x' };
    const press = { type: 'block_actions', user: { id }, team: { id: team }, actions: [action] };
    await fail();

    const answer = await answerAfter(world, adam, async () => {
      const sent = { ...press, response_url: place };
      expect(await sendPayload(world, 'interactive', sent)).toMatchObject({ status: 200 });
    });
    expect(answer.text).toMatch(words);
    expect(await sendPayload(world, 'interactive', press)).toMatchObject({ status: 503 });
    const asked = { type: 'block_suggestion', action_id: 'x', block_id: 'x', value: 'x' };
    const { user, team: place2 } = press;
    const options = await sendPayload(world, 'interactive', { ...asked, user, team: place2 });
    expect(options).toMatchObject({ status: 200, body: '{"options":[]}' });
  },
);

test('Slack is asked to send an event again when the access cannot be read', async () => {
  await takeAway();
  expect((await world.slack.openHome(adam)).status).toBe(503);
  await bringBack();
  expect((await world.slack.openHome(adam)).status).toBe(200);
});

test('an event of a team that is gone is taken', async () => {
  await remove();
  expect((await world.slack.openHome(adam)).status).toBe(200);
});

test.each([{ type: 'app_uninstalled' }, { type: 'tokens_revoked', tokens: { bot: ['U0APP'] } }])(
  '$type is not taken before it is written',
  async (event) => {
    await takeAway();
    expect((await world.slack.event(event)).status).toBe(503);
    await bringBack();
    expect(await installationOf(world, 'T0SANDBOX')).toMatchObject({ uninstalled_at: null });

    expect((await world.slack.event(event, { retryNum: 1 })).status).toBe(200);
    expect(await installationOf(world, 'T0SANDBOX')).toMatchObject({
      tokens: null,
      uninstalled_at: expect.anything(),
    });
  },
);
