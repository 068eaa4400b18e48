import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite, sessionCookies } from '../support/acts.ts';
import type { Odd } from '../support/authenticator.ts';
import { joinByPasskey, PasskeyVisitor } from '../support/passkey-acts.ts';
import { removeMember } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Whatever is wrong with a passkey, everybody gets the same answer.

const minute = 60_000;
let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

let people = 0;
function nextEmail(): string {
  people += 1;
  return `not${people}@example.com`;
}

/** The answer to somebody whose passkey isn't known here: what everybody gets who isn't let in. */
async function strangersAnswer() {
  const stranger = new PasskeyVisitor(world);
  stranger.device.create({
    challenge: '',
    rp: { id: 'localhost' },
    user: { id: 'AAAA', name: '' },
  });
  return await answerOf(await stranger.signInByPasskey());
}

async function answerOf(response: Response) {
  expect(sessionCookies(response)).toEqual([]);
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.replace(/=.*/, ''));
  return { status: response.status, cookies, text: await response.text() };
}

test('whoever has a passkey of somewhere else is not signed in, with one answer for everybody', async () => {
  const { status, cookies, text } = await strangersAnswer();
  expect(status).toBe(400);
  expect(cookies).toEqual([]);
  expect(text).toContain('That passkey didn&#39;t work here.');
});

test.each<[string, Odd]>([
  ['another site asked for it', { origin: 'https://evil.example' }],
  ['it was asked for in a frame', { crossOrigin: true }],
  ['it is for another host', { siteId: 'evil.example' }],
  ['nobody gave this challenge', { challenge: 'A'.repeat(43) }],
  ['it answers something else', { type: 'webauthn.create' }],
  ['nobody was verified', { isVerified: false }],
  ['it is said to be of another user', { userHandle: 'A'.repeat(22) }],
])('nobody is signed in when %s', async (_, odd) => {
  const ana = await joinByPasskey(world, nextEmail());
  const elsewhere = new PasskeyVisitor(world, {}, ana.device);
  expect(await answerOf(await elsewhere.signInByPasskey(odd))).toEqual(await strangersAnswer());
  expect((await elsewhere.signInByPasskey()).status).toBe(303);
});

test('nobody is signed in when the signature is another', async () => {
  const ana = await joinByPasskey(world, nextEmail());
  const stranger = new PasskeyVisitor(world);
  stranger.device.create({ challenge: '', user: { id: 'AAAA', name: '' } });
  const [theirs, forged] = [ana.device.kept[0], stranger.device.kept[0]];
  if (!theirs || !forged) throw new Error('no passkeys');
  const asked = await stranger.asked('/sign-in/passkey/options');
  const { id, userHandle } = theirs;
  const passkey = stranger.device.sign(asked, {}, { ...forged, id, userHandle });
  const answer = await stranger.post('/sign-in/passkey', { passkey });
  expect(await answerOf(answer)).toEqual(await strangersAnswer());
});

test('nobody is signed in twice with one answer, nor in another browser, nor later than five minutes', async () => {
  const ana = await joinByPasskey(world, nextEmail());
  const passkey = ana.device.sign(await ana.asked('/sign-in/passkey/options'));
  const another = new PasskeyVisitor(world, {}, ana.device);
  await another.asked('/sign-in/passkey/options');
  expect((await another.post('/sign-in/passkey', { passkey })).status).toBe(400);
  expect((await ana.post('/sign-in/passkey', { passkey })).status).toBe(303);
  expect((await ana.post('/sign-in/passkey', { passkey })).status).toBe(400);

  const late = ana.device.sign(await ana.asked('/sign-in/passkey/options'));
  world.clock.shiftMs += 5 * minute + 1000;
  expect((await ana.post('/sign-in/passkey', { passkey: late })).status).toBe(400);
});

test('nobody is signed in with a challenge that was for something else', async () => {
  const ana = await joinByPasskey(world, nextEmail());
  const { path } = await invite(world, nextEmail());
  const { challenge } = await ana.asked(`${path}/passkey-options`);
  const passkey = ana.device.sign({ challenge, rpId: 'localhost' });
  expect((await ana.post('/sign-in/passkey', { passkey })).status).toBe(400);
});

test('whoever was removed is not signed in', async () => {
  const email = nextEmail();
  const ana = await joinByPasskey(world, email);
  await removeMember(world, 'U0ADAM', email);
  const elsewhere = new PasskeyVisitor(world, {}, ana.device);
  expect(await answerOf(await elsewhere.signInByPasskey())).toEqual(await strangersAnswer());
  expect(
    await world.database.query(
      'SELECT 1 FROM passkeys p JOIN members m ON m.id = p.member_id WHERE m.address = $1',
      [email],
    ),
  ).toEqual([]);
});

test.each([
  ['nothing', ''],
  ['no JSON', '{'],
  ['a number', '7'],
  ['null', 'null'],
  ['a list', '[[[]]]'],
  ['another shape', '{"id":7,"type":"public-key","response":[]}'],
  ['ids without end', JSON.stringify({ id: 'A'.repeat(3000), type: 'public-key', response: {} })],
  ['more than is read', JSON.stringify({ id: 'A'.repeat(60_000) })],
  [
    'no client data',
    JSON.stringify({
      id: 'AAAA',
      type: 'public-key',
      response: {
        clientDataJSON: 'AAAA',
        authenticatorData: 'AAAA',
        signature: 'AA',
        userHandle: 'AA',
      },
    }),
  ],
])('whoever sends %s is not signed in', async (_, passkey) => {
  const visitor = new PasskeyVisitor(world);
  const answer = await visitor.post('/sign-in/passkey', { passkey });
  expect(await answerOf(answer)).toEqual(await strangersAnswer());
  const { path } = await invite(world, nextEmail());
  const joined = await visitor.post(path, { displayName: 'Ana', password: 'x', passkey });
  expect(joined.status).toBe(400);
});

test('what is far too large is not read', async () => {
  const answer = await new PasskeyVisitor(world).post('/sign-in/passkey', {
    passkey: 'A'.repeat(300_000),
  });
  expect(answer.status).toBe(413);
});

test('a network gets no challenges that asks for them without end', async () => {
  const visitor = new PasskeyVisitor(world, { 'x-forwarded-for': '198.51.100.9' });
  await visitor.asked('/sign-in/passkey/options');
  await world.database.query("UPDATE rate_limits SET acts = 600 WHERE key LIKE 'passkey_ch%'");
  expect((await visitor.post('/sign-in/passkey/options', {})).status).toBe(429);
  await world.database.query("DELETE FROM rate_limits WHERE key LIKE 'passkey_ch%'");
});
