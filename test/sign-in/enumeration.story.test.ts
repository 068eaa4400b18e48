import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import { halfWayToken } from '../../src/sign-in/half-way.ts';
import { resetToken } from '../../src/sign-in/reset-link.ts';
import { signInLinkToken } from '../../src/sign-in/sign-in-link.ts';
import { addPerson, goodPassword, joinAs } from '../support/acts.ts';
import { Authenticator, type Odd } from '../support/authenticator.ts';
import { Visitor } from '../support/browser-acts.ts';
import { joinByPasskey, PasskeyVisitor } from '../support/passkey-acts.ts';
import { asked } from '../support/quick-argon2.ts';
import { setUpSecondStep } from '../support/second-step-acts.ts';
import { insertSignInLink } from '../support/sign-in-link-acts.ts';
import { comeBack, goToSlack, memberRow, startSlackSignInWorld } from '../support/slack-sign-in.ts';
import type { World } from '../support/world.ts';

// Nobody learns who has an account, or what it is signed in with: not by the words of an answer, its size, its cookies,
// nor by the work that it takes.

// All addresses are equally long, so that pages that show them are.
const unknown = 'nobody0@example.com';
const withPassword = 'member1@example.com';
const without = 'member2@example.com';
const withSecondStep = 'member3@example.com';
const everybody = [unknown, withPassword, without, withSecondStep];

const verified = vi.spyOn(globalThis.crypto.subtle, 'verify');
const noWork = { hash: 0, verify: 0, signatures: 0 };
let world: World;
let passkeyOfMember: Authenticator;
beforeAll(async () => {
  world = await startSlackSignInWorld({ TRUST_PROXY: '1' });
  for (const email of [withPassword, withSecondStep]) await joinAs(world, email);
  passkeyOfMember = (await joinByPasskey(world, without)).device;
  const home = new Visitor(world);
  await home.signIn(withSecondStep, goodPassword);
  await setUpSecondStep(world, home);
  // What is hashed once is hashed by now, and what is counted up by the hour or day is there.
  for (const email of everybody) await visitor().signIn(email, 'wrong');
  await visitor().post('/forgot', { email: 'nobody9@example.com' });
  await comeBack(world, await goToSlack(world, '/sign-in/slack'), 'U0GUS');
});
afterAll(async () => {
  verified.mockRestore();
  await world.stop();
});

const network = { 'x-forwarded-for': '203.0.113.9' };
/** Somebody who keeps nothing. */
const visitor = () => new Visitor(world, network);

const tables = ['rate_limits', 'audit_entries', 'audit_people', 'account_events', 'sessions'];
async function rowsThere(): Promise<number[]> {
  const counts = tables.map((table) =>
    world.database.query(`SELECT count(*)::int AS count FROM ${table}`),
  );
  return (await Promise.all(counts)).map(([row]) => Number(row?.count));
}

/** Everything about an answer that could tell whether somebody is known, and the work behind it. */
async function seenOf(send: () => Promise<Response>, own: readonly string[] = []) {
  const hashed = { ...asked };
  const signed = verified.mock.calls.length;
  const before = await rowsThere();
  const answer = await send();
  const page = await answer.text();
  const anonymous = (text: string) =>
    own.reduce((shown, each) => shown.replaceAll(each, 'OWN'), text);
  const headers = [...answer.headers].filter(([name]) => !/^(?:date|x-request-id)$/.test(name));
  return {
    status: answer.status,
    page: anonymous(page),
    bytes: page.length,
    headers: headers.map(([name, value]) => [name, anonymous(value)]),
    cookies: answer.headers.getSetCookie(),
    work: {
      hash: asked.hash - hashed.hash,
      verify: asked.verify - hashed.verify,
      signatures: verified.mock.calls.length - signed,
    },
    written: (await rowsThere()).map((count, index) => count - (before[index] ?? 0)),
  };
}

/** What each of them is answered, one after the other; the first is nobody. */
async function seenOfEach<Who>(
  who: readonly Who[],
  send: (each: Who) => Promise<Response>,
  own: (each: Who) => readonly string[] = () => [],
) {
  const seen: Awaited<ReturnType<typeof seenOf>>[] = [];
  for (const each of who) seen.push(await seenOf(() => send(each), own(each)));
  const [nobody, ...others] = seen;
  if (!nobody || others.length === 0) throw new Error('nothing to compare');
  return { nobody, others };
}

test('a try to sign in is answered the same, and takes the same work, whoever has the address', async () => {
  const { nobody, others } = await seenOfEach(
    everybody,
    (email) => visitor().signIn(email, 'wrong'),
    (email) => [email],
  );

  const work = { ...noWork, verify: 1 };
  expect(nobody).toMatchObject({ status: 400, cookies: [], work });
  for (const other of others) expect(other).toEqual(nobody);
});

test('so is asking for a new password', async () => {
  const { nobody, others } = await seenOfEach(
    everybody,
    (email) => visitor().post('/forgot', { email }),
    (email) => [email],
  );

  expect(nobody).toMatchObject({ status: 200, cookies: [], work: noWork });
  for (const other of others) expect(other).toEqual(nobody);
  const letters = await world.database.query(
    "SELECT recipient FROM deliveries WHERE notice = 'sessions.reset_email' ORDER BY recipient",
  );
  expect(letters.map(({ recipient }) => recipient)).toEqual([
    withPassword,
    without,
    withSecondStep,
  ]);
});

test('guessing comes to its end after as many tries, whoever has the address', async () => {
  const statusesOf = async (email: string, index: number) => {
    const thief = new Visitor(world, { 'x-forwarded-for': `198.51.100.${index + 1}` });
    const statuses: number[] = [];
    for (let tries = 0; tries < 12; tries += 1) {
      statuses.push((await thief.signIn(email, 'wrong')).status);
    }
    return statuses;
  };
  for (const [index, email] of everybody.entries()) {
    expect(await statusesOf(email, index), email).toEqual([...Array(10).fill(400), 429, 429]);
  }
});

describe('passkeys', () => {
  /** A device that nobody here knows. */
  function strangersDevice(): Authenticator {
    const device = new Authenticator(world.config.publicUrl);
    device.create({ challenge: '', rp: { id: 'localhost' }, user: { id: 'AAAA', name: '' } });
    return device;
  }

  test('what they are asked for with names nobody and no passkey', async () => {
    const ask = () => visitor().post('/sign-in/passkey/options', {});
    const options = (await (await ask()).json()) as object;
    expect(options).not.toHaveProperty('user');
    expect(options).not.toHaveProperty('allowCredentials');
    expect(Object.keys(options).sort()).toEqual(
      Object.keys((await (await ask()).json()) as object).sort(),
    );
  });

  // What is for somewhere else is refused before its signature is looked at.
  test.each<[string, Odd, number]>([
    ['signed by another', {}, 1],
    ['of somebody who was not verified', { isVerified: false }, 0],
    ['for another site', { origin: 'https://evil.example' }, 0],
    ['said to be of another user', { userHandle: 'A'.repeat(22) }, 1],
    ['of a challenge that nobody gave', { challenge: 'A'.repeat(43) }, 1],
  ])(
    'one %s is answered the same, and takes the same work, whosever it is',
    async (_, odd, signatures) => {
      const device = strangersDevice();
      const [theirs, forged] = [passkeyOfMember.kept[0], device.kept[0]];
      if (!theirs || !forged) throw new Error('no passkeys');
      const { id, userHandle } = theirs;
      const { nobody, others } = await seenOfEach(
        [forged, { ...forged, id, userHandle }],
        async (kept) => {
          const browser = new PasskeyVisitor(world, network, device);
          const options = await browser.asked('/sign-in/passkey/options');
          const passkey = device.sign(options, odd, kept);
          return await browser.post('/sign-in/passkey', { passkey });
        },
      );

      // The member sees the try: nobody knows the id of a passkey who doesn't have it.
      expect(others).toEqual([{ ...nobody, written: others[0]?.written }]);
      expect(nobody).toMatchObject({ status: 400, cookies: [], work: { ...noWork, signatures } });
    },
  );
});

test('going to Slack is the same for everybody, and so is coming back without an account that is connected', async () => {
  const people = ['nobody4@people.example', 'member4@people.example'];
  const [nobodyThere, member] = people.map((email, index) =>
    addPerson(world, { id: `U0ENUM${index}`, name: `enum${index}`, email }),
  );
  await joinAs(world, people[1] ?? '');
  const away: string[] = [];
  const { nobody, others } = await seenOfEach([nobodyThere, member], async (user = '') => {
    const onTheWay = await goToSlack(world, '/sign-in/slack');
    const asks = new URL(onTheWay.url).searchParams;
    for (const one of ['state', 'nonce']) asks.set(one, String(asks.get(one)?.length));
    away.push(String(asks));
    return await comeBack(world, onTheWay, user);
  });

  expect(away[0]).toBe(away[1]);
  expect(nobody).toMatchObject({ status: 403, work: { hash: 0, verify: 0 } });
  expect(others[0]).toEqual(nobody);
});

describe('what somebody else made, who knows an id,', () => {
  const forger = createSecrets(['somebody else made this secret up']);

  test('is the same link for a new password, whoever it names', async () => {
    const endsAt = new Date(Date.now() + 60_000);
    const paths = [randomUUID(), ...(await idsOfMembers())].map(
      (id) => `/reset/${resetToken(forger, { member: { id } } as never, endsAt)}`,
    );
    const own = (path: string) => [path];
    const looks = await seenOfEach(paths, (path) => visitor().get(path), own);
    expect(looks.nobody.status).toBe(410);
    for (const other of looks.others) expect(other).toEqual(looks.nobody);
    const form = { password: 'quite another set of words' };
    const tries = await seenOfEach(paths, (path) => visitor().post(path, form), own);
    expect(tries.nobody).toMatchObject({ status: 410, work: noWork });
    for (const other of tries.others) expect(other).toEqual(tries.nobody);
  });

  test('is the same sign-in link, whether there is one or not', async () => {
    const { linkId } = await insertSignInLink(world, withPassword);
    const paths = [randomUUID(), linkId].map(
      (id) => `/sign-in-link/${signInLinkToken(forger, id)}`,
    );
    const own = (path: string) => [path];
    for (const send of [
      (path: string) => visitor().get(path),
      (path: string) => visitor().post(path, {}),
    ]) {
      const { nobody, others } = await seenOfEach(paths, send, own);
      expect(nobody).toMatchObject({ status: 404, cookies: [] });
      expect(others).toEqual([nobody]);
    }
  });

  test('is no half of a sign-in, whether its member has a second step or not', async () => {
    const endsAt = new Date(Date.now() + 60_000);
    const about = { passwordHash: undefined, madeAt: new Date(0), userAgent: '' };
    const cookies = [randomUUID(), ...(await idsOfMembers())].map((memberId) => {
      const who = { memberId, endsAt, way: 'password' } as Parameters<typeof halfWayToken>[1];
      return { cookie: `invitations-half-way=${halfWayToken(forger, who, about)}` };
    });
    for (const send of [
      (cookie: { cookie: string }) => visitor().get('/sign-in/code', cookie),
      (cookie: { cookie: string }) => visitor().post('/sign-in/code', { code: '000000' }, cookie),
    ]) {
      const { nobody, others } = await seenOfEach(cookies, send);
      expect(nobody.status).toBe(303);
      for (const other of others) expect(other).toEqual(nobody);
    }
  });

  /** Without a password, with one, and with a second step. */
  async function idsOfMembers(): Promise<string[]> {
    const rows = await Promise.all(
      [without, withPassword, withSecondStep].map((email) => memberRow(world, email)),
    );
    return rows.map((row) => String(row?.id));
  }
});
