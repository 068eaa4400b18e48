import { linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addPerson, invite, openDialog, signUpForm } from '../support/acts.ts';
import { lastSent } from '../support/sent-payloads.ts';
import { insertOtherWorkspace, livelyIn, setSettings } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await openDialog(world);
  world.slack.state.channels.push({
    id: 'C0OURS',
    name: 'ours',
    isPrivate: true,
    members: ['U0ADAM', 'U0MIA'],
    hasApp: true,
    isExtShared: false,
    isIm: false,
  });
});
afterEach(() => world.slack.heal());
afterAll(() => world.stop());

const [adam, mia] = ['U0ADAM', 'U0MIA'];
const general = 'C0GENERAL';
const warning = 'whoever uses it first';

/** The messages of the app in a channel. */
function byApp(channel: string) {
  return world.slack.messages(channel).filter((message) => message.byApp);
}

function url(path: string): string {
  return `http://localhost:3000${path}`;
}

/** Posts a text, and waits until the app has dealt with its links. */
async function post(user: string, text: string, channel = general, threadTs?: string) {
  const seen = byApp(channel).length;
  const message = await world.slack.post({ user, channel, text, ...(threadTs && { threadTs }) });
  return { message, seen };
}

/** Waits until the app has put something under the message. */
async function unfurled(channel: string, ts: string) {
  return await world.slack.until(() => {
    const found = world.slack.unfurls(channel, ts);
    return Object.keys(found).length > 0 && found;
  }, 15_000);
}

/** Waits for the warning that comes after `seen` messages of the app. */
async function warned(channel: string, seen: number) {
  return await world.slack.until(() => byApp(channel)[seen], 15_000);
}

/** Posts a link that the app answers, so that whatever came before has been dealt with. */
async function settled(): Promise<void> {
  const { path } = await invite(world, `settled-${world.slack.calls.length}@example.com`);
  const { seen } = await post(mia, url(path), 'C0RANDOM');
  await warned('C0RANDOM', seen);
}

test('warns everybody in the channel, without the link, the address or a name', async () => {
  const { path } = await invite(world, 'ana@example.com');
  const { message, seen } = await post(mia, `Join here: ${url(path)} quick`);
  const shown = await warned(general, seen);
  const words = linesOf(shown.blocks).join('\n');
  expect(words).toContain(warning);
  expect(words).toContain('Invite people one by one instead.');
  const under = await unfurled(general, message.ts);
  expect(Object.keys(under)).toEqual([url(path)]);
  expect(JSON.stringify(under[url(path)]?.blocks)).toContain('personal invite link');
  for (const seenByAll of [shown.blocks, shown.text, under[url(path)]?.blocks]) {
    expect(JSON.stringify(seenByAll)).not.toMatch(/ana@|\/join\/|Adam/);
  }
  expect(livelyIn(shown)).toEqual([`<@${mia}>`]);
  const call = world.slack.calls.findLast(({ method }) => method === 'chat.postMessage');
  expect(call?.args).toMatchObject({ unfurl_links: 'false' });
  expect((await world.get(path)).status).toBe(200);
});

test('warns in the thread where it was posted', async () => {
  const { path } = await invite(world, 'thread@example.com');
  const parent = await world.slack.post({ user: mia, channel: general, text: 'Who is new?' });
  const { seen } = await post(mia, url(path), general, parent.ts);
  expect((await warned(general, seen)).threadTs).toBe(parent.ts);
});

test('warns in a private channel that it is in', async () => {
  const { path } = await invite(world, 'ours@example.com');
  const { seen } = await post(mia, url(path), 'C0OURS');
  expect(linesOf((await warned('C0OURS', seen)).blocks).join()).toContain(warning);
});

test('writes to the poster where it may not post', async () => {
  const { path } = await invite(world, 'hidden@example.com');
  const before = world.slack.dms(mia).length;
  const { message } = await post(mia, url(path), 'C0SECRET');
  const dm = await world.slack.until(() => world.slack.dms(mia)[before], 15_000);
  expect(linesOf(dm.blocks).join()).toContain(warning);
  await unfurled('C0SECRET', message.ts);
  expect(byApp('C0SECRET')).toEqual([]);
});

test('keeps still in a message between two people, and says only what the link is', async () => {
  const { path } = await invite(world, 'between@example.com');
  const members = [adam, mia];
  const direct = { id: 'D0BETWEEN', name: 'direct', isPrivate: true, members, hasApp: false };
  world.slack.state.channels.push({ ...direct, isExtShared: false, isIm: false });
  const dms = world.slack.dms(adam).length;
  const { message } = await post(adam, url(path), direct.id);
  const under = await unfurled(direct.id, message.ts);
  expect(JSON.stringify(under)).toContain('personal invite link');
  await settled();
  expect(byApp(direct.id)).toEqual([]);
  expect(world.slack.dms(adam)).toHaveLength(dms);
});

test('warns once of several links in one message', async () => {
  const one = await invite(world, 'one@example.com');
  const two = await invite(world, 'two@example.com');
  const text = `${url(one.path)} ${url(two.path)} ${url(one.path)}?utm=x`;
  const { message, seen } = await post(mia, text);
  await warned(general, seen);
  expect(Object.keys(await unfurled(general, message.ts))).toHaveLength(3);
  await settled();
  expect(byApp(general)).toHaveLength(seen + 1);
});

test('warns once however often Slack tells of it', async () => {
  const { path } = await invite(world, 'retry@example.com');
  const { seen } = await post(mia, url(path));
  await warned(general, seen);
  const envelope = lastSent<{ event: { type: string }; event_id: string }>(world, 'link_shared');
  for (const retryNum of [1, 2, 3]) {
    await world.slack.event(envelope.event, { eventId: envelope.event_id, retryNum });
  }
  await world.slack.event(envelope.event);
  await settled();
  expect(byApp(general)).toHaveLength(seen + 1);
});

test('says of a link that is used, expired, revoked or replaced that it is no longer valid', async () => {
  const ends = {
    'used@example.com': '',
    'expired@example.com': 'expires_at = now()',
    'revoked@example.com': 'revoked_at = now()',
    'replaced@example.com': 'generation = generation + 1',
  };
  for (const [email, end] of Object.entries(ends)) {
    const { path } = await invite(world, email);
    if (end) {
      await world.database.query(`UPDATE invitations SET ${end} WHERE address = $1`, [email]);
    } else {
      expect((await world.post(path, signUpForm())).status).toBe(303);
    }
    const { message, seen } = await post(mia, url(path));
    const under = await unfurled(general, message.ts);
    expect(linesOf(Object.values(under)).join()).toBe('This link no longer works.');
    await settled();
    expect(byApp(general), email).toHaveLength(seen);
  }
});

test('says nothing of links that are not ours, not genuine, or of other pages', async () => {
  const { path, token } = await invite(world, 'genuine@example.com');
  const other = await insertOtherWorkspace(world);
  const answer = await world.database.query(
    "SELECT id FROM invitations WHERE address = 'theirs@other.example'",
  );
  expect(answer[0]?.id).toBe(other.invitationId);
  const altered = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
  const links = [
    url('/join/'),
    url('/sign-in'),
    url('/account'),
    url(`/join/${altered}`),
    url(`/join/${'A'.repeat(43)}`),
    `http://localhost:3001${path}`,
    `http://evil.localhost:3000${path}`,
    url(`/other${path}`),
  ];
  const seen = byApp(general).length;
  const message = await world.slack.post({ user: mia, channel: general, text: links.join(' ') });
  await settled();
  expect(world.slack.unfurls(general, message.ts)).toEqual({});
  expect(byApp(general)).toHaveLength(seen);
});

test('takes no notice of what itself or Slack’s bots post', async () => {
  const { path } = await invite(world, 'own@example.com');
  const seen = byApp(general).length;
  const { botUserId } = world.slack.state.app;
  const { message } = await post(mia, url('/account'));
  await world.slack.event({
    type: 'link_shared',
    user: botUserId,
    channel: general,
    message_ts: message.ts,
    links: [{ url: url(path), domain: 'localhost' }],
    source: 'conversations_history',
    unfurl_id: message.unfurlId,
  });
  await settled();
  expect(byApp(general)).toHaveLength(seen);
});

test('warns when a bot posts one where the app may not post, and fails at nothing', async () => {
  const bot = addPerson(world, { id: 'U0BOT', isBot: true });
  const { path } = await invite(world, 'bot@example.com');
  const { message } = await post(mia, url('/account'), 'C0SECRET');
  message.links = [url(path)];
  await world.slack.event({
    type: 'link_shared',
    user: bot,
    channel: 'C0SECRET',
    message_ts: message.ts,
    links: [{ url: url(path), domain: 'localhost' }],
  });
  // Enterprise organisations name neither source nor unfurl_id.
  await unfurled('C0SECRET', message.ts);
  await settled();
});

test('warns though Slack refuses to show anything under the link, and the other way round', async () => {
  world.expectFaults();
  const one = await invite(world, 'alone@example.com');
  world.slack.fail('chat.unfurl', { retryAfter: 30 });
  const first = await post(mia, url(one.path));
  await warned(general, first.seen);
  const two = await invite(world, 'under@example.com');
  world.slack.fail('chat.postMessage', { status: 500, times: 2 });
  const second = await post(mia, url(two.path));
  await unfurled(general, second.message.ts);
});

test('keeps still when warnings are switched off, but says what the link is', async () => {
  await setSettings(world, { link_warnings: false });
  const { path } = await invite(world, 'quiet@example.com');
  const seen = byApp(general).length;
  const { message } = await post(adam, url(path));
  const under = await unfurled(general, message.ts);
  expect(JSON.stringify(under)).not.toContain(warning);
  const { unfurlId } = await world.slack.compose({ user: mia, channel: general, text: url(path) });
  expect(JSON.stringify(await unfurled('COMPOSER', unfurlId))).not.toContain(warning);
  await setSettings(world, { link_warnings: true });
  await settled();
  expect(byApp(general)).toHaveLength(seen);
  expect(world.slack.ephemerals(adam, general)).toEqual([]);
});

test('warns before it is posted, while it is being written', async () => {
  const { path } = await invite(world, 'draft@example.com');
  const seen = byApp(general).length;
  const draft = { user: mia, channel: general, text: `come: ${url(path)}` };
  const { unfurlId } = await world.slack.compose(draft);
  const under = await unfurled('COMPOSER', unfurlId);
  expect(JSON.stringify(under)).toContain(warning);
  expect(JSON.stringify(Object.values(under)[0]?.blocks)).not.toMatch(/draft@|\/join\//);
  expect(byApp(general)).toHaveLength(seen);
  await post(mia, draft.text);
  await warned(general, seen);

  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE address = 'draft@example.com'",
  );
  const dead = await world.slack.compose(draft);
  expect(linesOf(Object.values(await unfurled('COMPOSER', dead.unfurlId))).join()).toBe(
    'This link no longer works.',
  );
});
