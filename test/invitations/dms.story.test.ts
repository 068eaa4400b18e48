import { buttonsOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { addPerson, deliveriesAtRest, invite, joinAs, linkIn } from '../support/acts.ts';
import { dmAfter, livelyIn, setSettings, typeCommand, wordsIn } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  addPerson(world, { id: 'U0PIA', name: 'pia', email: 'Pia@People.example' });
});
afterEach(() => world.slack.heal());
afterAll(() => world.stop());

const [adam, pia] = ['U0ADAM', 'U0PIA'];
const minute = 60_000;

/** The last direct message about somebody's invitation, as it waits or went. */
async function dmTo(recipient: string) {
  const [row] = await world.database.query(
    `SELECT state::text, reason, attempts, due_at - created_at > interval '6 seconds' AS waits, due_at > created_at AS later
     FROM deliveries WHERE channel = 'slack_dm' AND recipient = $1
     ORDER BY created_at DESC, id DESC LIMIT 1`,
    [recipient],
  );
  return row;
}

async function dmBecomes(recipient: string, state: string) {
  return await vi.waitFor(
    async () => {
      const row = await dmTo(recipient);
      expect(row?.state).toBe(state);
      return row;
    },
    { timeout: 15_000, interval: 20 },
  );
}

test('writes to an invitee who is in Slack: who, where, as what, until when, and a button', async () => {
  const dm = await dmAfter(world, pia, () => invite(world, 'pia@people.example'));
  const words = wordsIn(dm.blocks);
  expect(words).toContain('Adam Admin invited you to join Sandbox.');
  expect(words).toContain('Your role: Member. Can use all features');
  expect(words).toMatch(/until <!date\^\d+\^/);
  expect(buttonsOf({ blocks: dm.blocks ?? [] })).toEqual(['Join Sandbox']);
  expect(dm.text).toBe('Adam Admin invited you to join Sandbox');
  const url = /"url":"([^"]+)"/.exec(JSON.stringify(dm.blocks))?.[1] ?? '';
  expect((await world.get(linkIn(url).path)).status).toBe(200);
  const call = world.slack.calls.findLast(({ method }) => method === 'chat.postMessage');
  expect(call?.args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
});

test('answers when its button is pressed, which is a link', async () => {
  const reply = await world.slack.press({ user: pia, actionId: 'invitations.open_link' });
  expect(reply.status).toBe(200);
});

test('writes once, beside the one email', async () => {
  await deliveriesAtRest(world);
  expect(world.slack.dms(pia)).toHaveLength(1);
  expect(world.mailbox.letters.filter(({ to }) => to === 'pia@people.example')).toHaveLength(1);
});

test('writes to nobody who is not in Slack', async () => {
  await invite(world, 'stranger@example.com');
  expect(await dmBecomes('stranger@example.com', 'cancelled')).toMatchObject({
    reason: 'not in Slack',
  });
});

test('tells the inviter when somebody joined', async () => {
  const dm = await dmAfter(world, adam, () =>
    joinAs(world, 'ana@example.com', { role: 'admin', displayName: 'Ana' }),
  );
  expect(wordsIn(dm.blocks)).toBe('🎉 Ana (ana@example.com) joined Sandbox as an admin.');
  await deliveriesAtRest(world);
  expect(world.slack.dms(adam)).toHaveLength(1);
});

test('does not write about what was revoked before it could', async () => {
  addPerson(world, { id: 'U0REV', email: 'rev@people.example' });
  world.slack.fail('users.lookupByEmail', { status: 503 });
  await typeCommand(world, 'rev@people.example');
  await dmBecomes('rev@people.example', 'retrying');
  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE address = 'rev@people.example'",
  );
  world.clock.shiftMs += minute;
  await dmBecomes('rev@people.example', 'cancelled');
  expect(world.slack.dms('U0REV')).toEqual([]);
});

test('waits for as long as Slack asks, with everything of that team', async () => {
  addPerson(world, { id: 'U0LIM', email: 'lim@people.example' });
  world.slack.fail('chat.postMessage', { retryAfter: 7 });
  await typeCommand(world, 'lim@people.example');
  const waiting = await dmBecomes('lim@people.example', 'retrying');
  expect(waiting).toMatchObject({ reason: 'Slack asked us to wait', attempts: 1, waits: true });
  const calls = () =>
    world.slack.calls.filter(({ method }) => method === 'chat.postMessage').length;
  const before = calls();
  world.clock.shiftMs += 4000;
  await typeCommand(world, 'pia@people.example');
  // It is put off, and not tried in vain.
  const putOff = { state: 'queued', attempts: 0, later: true };
  await vi.waitFor(async () => expect(await dmTo('pia@people.example')).toMatchObject(putOff), {
    timeout: 15_000,
    interval: 20,
  });
  expect(calls()).toBe(before);
  world.clock.shiftMs += 4000;
  await dmBecomes('lim@people.example', 'sent');
  await dmBecomes('pia@people.example', 'sent');
  expect(world.slack.dms('U0LIM')).toHaveLength(1);
});

test.each([
  ['chat.postMessage', 'user_disabled'],
  ['chat.postMessage', 'cannot_dm_bot'],
])('gives up at once when %s says %s', async (method, error) => {
  const id = `U0${error.replaceAll('_', '').toUpperCase()}`;
  addPerson(world, { id, email: `${error}@people.example` });
  world.slack.fail(method, { error });
  await typeCommand(world, `${error}@people.example`);
  expect(await dmBecomes(`${error}@people.example`, 'failed')).toMatchObject({
    reason: `Slack said ${error}`,
    attempts: 1,
  });
});

test.each([
  ['users.lookupByEmail', 'missing_scope'],
  ['chat.postMessage', 'messages_tab_disabled'],
])('tries again when %s says %s, which an admin of Slack can mend', async (method, error) => {
  const id = `U0${error.replaceAll('_', '').toUpperCase()}`;
  addPerson(world, { id, email: `${error}@people.example` });
  world.slack.fail(method, { error });
  await typeCommand(world, `${error}@people.example`);
  expect(await dmBecomes(`${error}@people.example`, 'retrying')).toMatchObject({
    reason: `Slack said ${error}`,
    attempts: 1,
  });
  world.clock.shiftMs += minute;
  await dmBecomes(`${error}@people.example`, 'sent');
  expect(world.slack.dms(id)).toHaveLength(1);
});

test('tries again after what passes by itself', async () => {
  addPerson(world, { id: 'U0AGA', email: 'aga@people.example' });
  world.slack.fail('chat.postMessage', { status: 500 });
  await typeCommand(world, 'aga@people.example');
  expect(await dmBecomes('aga@people.example', 'retrying')).toMatchObject({
    reason: 'Slack answered 500',
  });
  world.clock.shiftMs += minute;
  await dmBecomes('aga@people.example', 'sent');
  expect(world.slack.dms('U0AGA')).toHaveLength(1);
});

test('keeps the email’s fate in the list, whatever becomes of the message', async () => {
  const letter = await world.letterTo('missing_scope@people.example');
  expect(letter.parsed.text).toContain('/join/');
});

test('shows the oddest and longest names as letters', async () => {
  const nasty = '*b* _i_ <!channel> <@U0MIA> <http://evil.example|x> https://evil.example & 🎉';
  await setSettings(world, { name: `${nasty} ${'w'.repeat(80)}` });
  const sam = world.slack.state.users.find(({ id }) => id === adam);
  if (sam) sam.realName = nasty;
  await world.slack.event({ type: 'user_change', user: { id: adam } });
  addPerson(world, { id: 'U0ODD', email: `${'o'.repeat(64)}@people.example` });
  const dm = await dmAfter(world, 'U0ODD', () =>
    typeCommand(world, `${'o'.repeat(64)}@people.example`),
  );
  expect(livelyIn(dm)).toEqual([]);
  // What is read as letters only can't hold a link or bold type either.
  const markup = (dm.blocks ?? []).flatMap((block) => JSON.stringify(block)).join('\n');
  for (const line of markup.split('\n').filter((each) => each.includes('evil.example'))) {
    expect(line).not.toContain('"mrkdwn"');
  }
  const joined = await dmAfter(world, adam, () =>
    joinAs(world, 'odd@example.com', { displayName: `*b* <!here> ${'n'.repeat(60)}` }),
  );
  expect(livelyIn(joined)).toEqual([]);
  expect(JSON.stringify(joined.blocks)).not.toContain('"mrkdwn"');
  expect(world.slack.refusals).toEqual([]);
});
