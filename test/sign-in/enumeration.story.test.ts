import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { asked } from '../support/quick-argon2.ts';
import { startWorld, type World } from '../support/world.ts';

// All addresses are equally long, so that pages that show them are.
const unknown = 'nobody0@example.com';
const withPassword = 'member1@example.com';
const without = 'member2@example.com';

let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
  for (const email of [withPassword, without]) await joinAs(world, email);
  await world.database.query('UPDATE members SET password_hash = NULL WHERE address = $1', [
    without,
  ]);
  // What is hashed once is hashed by now, and what is counted up by the hour or day is there.
  for (const email of [unknown, withPassword, without]) await visitor().signIn(email, 'wrong');
  await visitor().post('/forgot', { email: 'nobody9@example.com' });
});
afterAll(() => world.stop());

/** Somebody who keeps nothing. */
function visitor(): Visitor {
  return new Visitor(world, { 'x-forwarded-for': '203.0.113.9' });
}

const tables = ['rate_limits', 'audit_entries', 'audit_people', 'account_events'];
async function rowsThere(): Promise<number[]> {
  const counts = tables.map((table) =>
    world.database.query(`SELECT count(*)::int AS count FROM ${table}`),
  );
  return (await Promise.all(counts)).map(([row]) => Number(row?.count));
}

/** Everything about an answer that could tell whether somebody has the address, and the work behind it. */
async function seenOf(email: string, send: (from: Visitor) => Promise<Response>) {
  const hashed = { ...asked };
  const before = await rowsThere();
  const answer = await send(visitor());
  const page = await answer.text();
  const headers = [...answer.headers].filter(([name]) => !/^(?:date|x-request-id)$/.test(name));
  return {
    status: answer.status,
    page: page.replaceAll(email, 'ADDRESS'),
    bytes: page.length,
    headers,
    cookies: answer.headers.getSetCookie(),
    hashed: { hash: asked.hash - hashed.hash, verify: asked.verify - hashed.verify },
    written: (await rowsThere()).map((count, index) => count - (before[index] ?? 0)),
  };
}

const signIn = (email: string) => seenOf(email, (from) => from.signIn(email, 'wrong'));
const forgot = (email: string) => seenOf(email, (from) => from.post('/forgot', { email }));

test('a try to sign in is answered the same, and takes the same work, whoever has the address', async () => {
  const [nobody, member, passwordless] = [
    await signIn(unknown),
    await signIn(withPassword),
    await signIn(without),
  ];

  expect(nobody).toMatchObject({ status: 400, cookies: [], hashed: { hash: 0, verify: 1 } });
  expect(member).toEqual(nobody);
  expect(passwordless).toEqual(nobody);
});

test('so is asking for a new password', async () => {
  const [nobody, member, passwordless] = [
    await forgot(unknown),
    await forgot(withPassword),
    await forgot(without),
  ];

  expect(nobody).toMatchObject({ status: 200, cookies: [], hashed: { hash: 0, verify: 0 } });
  expect(member).toEqual(nobody);
  expect(passwordless).toEqual(nobody);
  const letters = await world.database.query(
    "SELECT recipient FROM deliveries WHERE notice = 'sessions.reset_email' ORDER BY recipient",
  );
  expect(letters.map(({ recipient }) => recipient)).toEqual([withPassword, without]);
});
