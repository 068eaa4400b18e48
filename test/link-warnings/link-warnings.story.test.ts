import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Invited, invite, joinAs, wordsOf } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

const general = 'C0GENERAL';
const random = 'C0RANDOM';
const secret = 'C0SECRET';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const urlOf = ({ path }: Invited): string => `http://localhost:3000${path}`;

/** What the app itself wrote into a conversation. */
function warningsIn(channel: string) {
  return world.slack.messages(channel).filter((message) => message.byApp);
}

async function warned(channel: string, count: number): Promise<void> {
  await world.slack.until(() => warningsIn(channel).length >= count, 15_000);
}

/** Resolves when the app has done all that it does about the events so far. */
async function unfurled(channel: string, ts: string, url: string): Promise<string> {
  return await world.slack.until(() => {
    const shown = world.slack.unfurls(channel, ts)[url];
    return shown && wordsOf(shown);
  }, 15_000);
}

test('whoever posts a usable link in a channel is warned there, with nobody named', async () => {
  const ana = await invite(world, 'ana.shared@example.com');
  const before = warningsIn(general).length;
  const posted = await world.slack.post({
    user: 'U0MIA',
    channel: general,
    text: `Join us: ${urlOf(ana)}`,
  });
  await warned(general, before + 1);
  const warning = warningsIn(general).at(-1);
  expect(wordsOf(warning)).toContain('works only once');
  expect(wordsOf(warning)).toContain('first person to use it');
  const below = await unfurled(general, posted.ts, urlOf(ana));
  for (const shown of [wordsOf(warning), below]) {
    expect(shown).not.toContain('ana.shared');
    expect(shown.replaceAll(urlOf(ana), '')).not.toContain(ana.token);
  }
  // Mia isn't an admin, so there is nothing for her to decide.
  expect(wordsOf(world.slack.ephemerals('U0MIA', general))).not.toContain('Replace link');
});

test('an admin who posts one can replace the link, which kills the posted one', async () => {
  const bo = await invite(world, 'bo.shared@example.com');
  const before = warningsIn(general).length;
  await world.slack.post({ user: 'U0ADAM', channel: general, text: urlOf(bo) });
  await warned(general, before + 1);
  await world.slack.until(
    () => wordsOf(world.slack.ephemerals('U0ADAM', general)).includes('Replace link'),
    15_000,
  );

  await world.slack.press({ user: 'U0ADAM', actionId: 'link_warnings.replace' });

  const renewed = await world.letterTo(bo.email);
  expect(renewed.parsed.text).not.toContain(bo.token);
  expect((await world.get(bo.path)).status).toBe(410);
  await world.slack.until(
    () => wordsOf(world.slack.ephemerals('U0ADAM', general)).includes('The posted link is dead'),
    15_000,
  );
});

test('an admin can say that it is fine, and the link stays', async () => {
  const cleo = await invite(world, 'cleo.shared@example.com');
  const before = warningsIn(general).length;
  await world.slack.post({ user: 'U0OLGA', channel: general, text: urlOf(cleo) });
  await warned(general, before + 1);
  await world.slack.until(
    () => wordsOf(world.slack.ephemerals('U0OLGA', general)).includes('Replace link'),
    15_000,
  );
  await world.slack.press({ user: 'U0OLGA', actionId: 'link_warnings.fine' });
  await world.slack.until(() => world.slack.ephemerals('U0OLGA', general).length === 0, 15_000);
  expect((await world.get(cleo.path)).status).toBe(200);
});

test('in a thread the warning stands in the thread; in a public channel the app need not be', async () => {
  const dora = await invite(world, 'dora.shared@example.com');
  const first = await world.slack.post({ user: 'U0MIA', channel: random, text: 'Hello' });
  await world.slack.post({
    user: 'U0MIA',
    channel: random,
    text: urlOf(dora),
    threadTs: first.ts,
  });
  await warned(random, 1);
  expect(warningsIn(random).at(-1)?.threadTs).toBe(first.ts);
});

test('where the app may not write, the link gets its mark and the poster a DM', async () => {
  const eve = await invite(world, 'eve.shared@example.com');
  const posted = await world.slack.post({ user: 'U0MIA', channel: secret, text: urlOf(eve) });
  await world.slack.until(
    () => wordsOf(world.slack.dms('U0MIA')).includes('You posted an invite link'),
    15_000,
  );
  expect(await unfurled(secret, posted.ts, urlOf(eve))).toContain('personal invite link');
  expect(warningsIn(secret)).toEqual([]);
});

test('while a message with a link is being written, its preview warns', async () => {
  const finn = await invite(world, 'finn.shared@example.com');
  const before = warningsIn(general).length;
  const { unfurlId } = await world.slack.compose({
    user: 'U0MIA',
    channel: general,
    text: urlOf(finn),
  });
  expect(await unfurled('COMPOSER', unfurlId, urlOf(finn))).toContain('Only the first person');
  expect(warningsIn(general).length).toBe(before);
});

test('several links in one message are one warning', async () => {
  const gil = await invite(world, 'gil.shared@example.com');
  const hedy = await invite(world, 'hedy.shared@example.com');
  const before = warningsIn(general).length;
  const posted = await world.slack.post({
    user: 'U0MIA',
    channel: general,
    text: `${urlOf(gil)} and ${urlOf(hedy)}`,
  });
  await unfurled(general, posted.ts, urlOf(hedy));
  await warned(general, before + 1);
  expect(warningsIn(general).length).toBe(before + 1);
});

test('a message that Slack tells about three times is warned about once', async () => {
  const ida = await invite(world, 'ida.shared@example.com');
  const before = warningsIn(general).length;
  const event = {
    type: 'link_shared',
    user: 'U0MIA',
    channel: general,
    message_ts: '1700000000.000100',
    source: 'conversations_history',
    unfurl_id: 'none',
    links: [{ url: urlOf(ida), domain: 'localhost' }],
  };
  await Promise.all([
    world.slack.event(event, { eventId: 'Ev0IDA' }),
    world.slack.event(event, { eventId: 'Ev0IDA', retryNum: 1 }),
    world.slack.event(event, { eventId: 'Ev0IDA', retryNum: 2 }),
  ]);
  await warned(general, before + 1);
  // One more message after it, so that all three have been dealt with.
  const jan = await invite(world, 'jan.shared@example.com');
  await world.slack.post({ user: 'U0MIA', channel: general, text: urlOf(jan) });
  await warned(general, before + 2);
  expect(warningsIn(general).length).toBe(before + 2);
});

test('a dead link is marked as such, without a warning; unknown ones and other pages are left alone', async () => {
  const kim = await joinAs(world, 'kim.shared@example.com');
  const before = warningsIn(general).length;
  const forged = `http://localhost:3000/join/${'A'.repeat(43)}`;
  const posted = await world.slack.post({
    user: 'U0MIA',
    channel: general,
    text: `${forged} http://localhost:3000/sign-in ${urlOf(kim)}`,
  });
  expect(await unfurled(general, posted.ts, urlOf(kim))).toContain('no longer valid');
  expect(Object.keys(world.slack.unfurls(general, posted.ts))).toEqual([urlOf(kim)]);
  expect(warningsIn(general).length).toBe(before);
});

test('a team that switched the warnings off gets none', async () => {
  const lea = await invite(world, 'lea.shared@example.com');
  await world.database.query('UPDATE workspaces SET link_warnings = false');
  const before = warningsIn(general).length;
  const posted = await world.slack.post({ user: 'U0MIA', channel: general, text: urlOf(lea) });
  expect(await unfurled(general, posted.ts, urlOf(lea))).toContain('personal invite link');
  // The next message, with the warnings on again, is the only one that is warned about.
  await world.database.query('UPDATE workspaces SET link_warnings = true');
  const max = await invite(world, 'max.shared@example.com');
  await world.slack.post({ user: 'U0MIA', channel: general, text: urlOf(max) });
  await warned(general, before + 1);
  expect(warningsIn(general).length).toBe(before + 1);
});
