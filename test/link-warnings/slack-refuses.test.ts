import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addPerson, invite, openDialog } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await openDialog(world);
});
afterEach(() => world.slack.heal());
afterAll(() => world.stop());

const general = 'C0GENERAL';

async function post(email: string, channel = general) {
  const { path } = await invite(world, email);
  const text = `http://localhost:3000${path}`;
  return await world.slack.post({ user: 'U0MIA', channel, text });
}

function warnings(): Record<string, unknown>[] {
  return world.logs.filter(({ msg }) => String(msg).startsWith('Slack refuses'));
}

test.each([
  ['429', { retryAfter: 1 }],
  ['500', { status: 500, times: 2 }],
  ['an error of its own', { error: 'internal_error' }],
])('tries again after %s, and says nothing in the log', async (name, fault) => {
  const seen = world.slack.messages(general).filter(({ byApp }) => byApp).length;
  const before = warnings().length;
  world.slack.fail('chat.unfurl', fault);
  world.slack.fail('chat.postMessage', fault);
  const { ts } = await post(`again-${name.replaceAll(' ', '')}@example.com`);
  await world.slack.until(() => Object.keys(world.slack.unfurls(general, ts)).length > 0, 15_000);
  const byApp = () => world.slack.messages(general).filter((message) => message.byApp);
  await world.slack.until(() => byApp().length > seen, 15_000);
  expect(warnings()).toHaveLength(before);
});

test('leaves a line in the log about what it refuses for good', async () => {
  world.slack.fail('chat.unfurl', { error: 'invalid_blocks' });
  world.slack.fail('chat.postMessage', { error: 'missing_scope' });
  const dms = world.slack.dms('U0MIA').length;
  await post('for-good@example.com');
  // Then they read it themselves.
  await world.slack.until(() => world.slack.dms('U0MIA').length > dms, 15_000);
  await world.slack.until(() => warnings().length >= 2, 15_000);
  expect(warnings()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ level: 40, error: 'invalid_blocks', what: expect.any(String) }),
      expect.objectContaining({ level: 40, error: 'missing_scope' }),
    ]),
  );
});

test('is silent about what is to be expected', async () => {
  const before = warnings().length;
  const dms = world.slack.dms('U0MIA').length;
  await post('secret@example.com', 'C0SECRET');
  await world.slack.until(() => world.slack.dms('U0MIA').length > dms, 15_000);
  expect(warnings()).toHaveLength(before);
});

test('leaves a line about a direct message that it refuses, and tries again once that is mended', async () => {
  const ida = addPerson(world, { id: 'U0IDA', email: 'ida@people.example' });
  const before = warnings().length;
  // The invitation by direct message is what looks people up by their address.
  world.slack.fail('users.lookupByEmail', { error: 'missing_scope' });
  await invite(world, 'ida@people.example');
  await world.slack.until(() => warnings().length > before, 15_000);
  expect(warnings().at(-1)).toMatchObject({ level: 40, error: 'missing_scope' });
  world.clock.shiftMs += 120_000;
  await world.slack.until(() => world.slack.dms(ida).length > 0, 15_000);
});
