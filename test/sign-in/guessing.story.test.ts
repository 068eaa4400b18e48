import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  signInByAllStrangers,
  signInByKnown,
  signInByNetwork,
  signInByStrangers,
} from '../../src/sign-in/rules.ts';
import { goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const minute = 60_000;
let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
  await joinAs(world, 'Ana@example.com');
});
afterAll(() => world.stop());

/** Everybody comes from an address of their own, so that one test's tries don't count in the next. */
let visitors = 0;
function visitor(): Visitor {
  visitors += 1;
  return new Visitor(world, { 'x-forwarded-for': `203.0.113.${visitors}` });
}

test('guessing is slowed down for the account and the network, and ends by itself', async () => {
  await joinAs(world, 'bob@example.com', { displayName: 'Bob' });
  const thief = visitor();
  const statuses: number[] = [];
  for (let round = 0; round < 11; round += 1) {
    statuses.push((await thief.signIn('bob@example.com', 'wrong')).status);
  }

  expect(statuses).toEqual([...Array(10).fill(400), 429]);
  const answer = await thief.signIn('bob@example.com', goodPassword);
  expect(answer.status).toBe(429);
  const wait = Number(answer.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(900);
  expect(await textOf(answer)).toMatch(/please wait 1[0-5] minutes before you try again\./);
  // Bob himself, at a new device.
  expect((await visitor().signIn('bob@example.com', goodPassword)).status).toBe(303);

  world.clock.shiftMs += 15 * minute;
  expect((await thief.signIn('bob@example.com', goodPassword)).status).toBe(303);
});

test('guessing by many at once gets no more tries', async () => {
  await joinAs(world, 'cleo@example.com', { displayName: 'Cleo' });
  const thief = visitor();

  const answers = await Promise.all(
    Array.from({ length: 30 }, () => thief.signIn('cleo@example.com', 'wrong')),
  );

  expect(answers.filter(({ status }) => status === 400)).toHaveLength(10);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
});

/** As if whoever tried lately had tried as often as they may. */
async function usedUp(...limits: { name: string; max: number }[]): Promise<void> {
  for (const { name, max } of limits) {
    await world.database.query('UPDATE rate_limits SET acts = $1 WHERE starts_with(key, $2)', [
      max,
      `${name}:`,
    ]);
  }
}

test('guessing from many networks comes to an end, too; but not for a browser that knows the account', async () => {
  await joinAs(world, 'dora@example.com', { displayName: 'Dora' });
  const dora = visitor();
  await dora.signIn('dora@example.com', goodPassword);
  await dora.post('/sign-out', {});
  await visitor().signIn('dora@example.com', 'wrong');
  await usedUp(signInByAllStrangers);

  expect((await visitor().signIn('dora@example.com', goodPassword)).status).toBe(429);
  expect((await dora.signIn('dora@example.com', goodPassword)).status).toBe(303);
});

test('guessing in a known browser is slowed down, however it alters what it kept', async () => {
  const email = 'ella@example.com';
  await joinAs(world, email, { displayName: 'Ella' });
  const [ella, thief] = [visitor(), visitor()];
  await ella.signIn(email, goodPassword);
  const kept = ella.jar.get('browser') ?? '';
  const guess = async (cookie: string) => {
    const fields = { email, password: 'wrong' };
    return (await thief.post('/sign-in', fields, { cookie: `browser=${cookie}` })).status;
  };
  expect([await guess(kept), await guess(`${kept}.0`)]).toEqual([400, 400]);
  await usedUp(signInByKnown, signInByStrangers);

  const made = `${kept.split('.')[0]}.${Buffer.alloc(16, 1).toString('base64url')}`;
  for (const altered of [kept, `${kept}.1`, `${kept}=`, kept.replace('.', '..'), made]) {
    expect(await guess(altered), altered).toBe(429);
  }
});

test('whoever holds the cookie of a known browser has its tries and those of a stranger, however often they change it', async () => {
  const email = 'hugo@example.com';
  await joinAs(world, email, { displayName: 'Hugo' });
  const [hugo, thief] = [visitor(), visitor()];
  await hugo.signIn(email, goodPassword);
  const kept = hugo.jar.get('browser') ?? '';
  const cookies = Array.from({ length: 14 }, (_, index) => [kept, `${kept}${index}`, `x${index}`]);

  const statuses: number[] = [];
  for (const cookie of cookies.flat()) {
    const fields = { email, password: 'wrong' };
    const answer = await thief.post('/sign-in', fields, { cookie: `browser=${cookie}` });
    statuses.push(answer.status);
  }

  const most = signInByKnown.max + signInByStrangers.max;
  expect(statuses.filter((status) => status === 400)).toHaveLength(most);
  expect(statuses.filter((status) => status === 429)).toHaveLength(statuses.length - most);
});

test('a browser is known no longer when the address has another owner or the account another password', async () => {
  const email = 'fred@example.com';
  await joinAs(world, email, { displayName: 'Fred' });
  const [first, next] = [visitor(), visitor()];
  await first.signIn(email, goodPassword);
  await world.database.query('UPDATE members SET closed_at = now() WHERE address = $1', [email]);
  await joinAs(world, email, { displayName: 'The next' });
  await next.signIn(email, goodPassword);
  const password = 'quite another set of words';
  const before = next.jar.get('browser');
  await next.post('/account', { act: 'password', current: goodPassword, password });
  await visitor().signIn(email, 'wrong');
  await usedUp(signInByAllStrangers);

  for (const kept of [first.jar.get('browser'), before]) {
    const fields = { email, password };
    const answer = await visitor().post('/sign-in', fields, { cookie: `browser=${kept}` });
    expect(answer.status).toBe(429);
  }
});

test('guessing from one network is slowed down whatever the addresses, also unknown ones', async () => {
  const thief = { 'x-forwarded-for': '2001:db8:1:2::1' };
  const neighbour = { 'x-forwarded-for': '2001:db8:1:2:ffff::9' };
  const tries = (from: number) =>
    Promise.all(
      Array.from({ length: 25 }, (_, index) =>
        new Visitor(world, thief).signIn(`nobody${from + index}@example.com`, 'wrong'),
      ),
    );
  // As many at once as wait for their turn with a hash.
  const answers = [...(await tries(0)), ...(await tries(25))];

  expect(answers.every(({ status }) => status === 400)).toBe(true);
  const next = await new Visitor(world, neighbour).signIn('nobody@example.com', 'wrong');
  expect(next.status).toBe(429);
  const elsewhere = await visitor().signIn('ana@example.com', goodPassword);
  expect(elsewhere.status).toBe(303);
});

test("guessing from somebody's own network keeps no browser out that knows the account", async () => {
  await joinAs(world, 'gus@example.com', { displayName: 'Gus' });
  const network = { 'x-forwarded-for': '203.0.113.200' };
  const [gus, stranger] = [new Visitor(world, network), new Visitor(world, network)];
  await gus.signIn('gus@example.com', goodPassword);
  await stranger.signIn('nobody@example.com', 'wrong');
  await usedUp(signInByNetwork);

  expect((await stranger.signIn('gus@example.com', goodPassword)).status).toBe(429);
  // Being known to one account is no way to others.
  expect((await gus.signIn('ana@example.com', 'wrong')).status).toBe(429);
  const statuses: number[] = [];
  for (let round = 0; round < 11; round += 1) {
    statuses.push(
      (await gus.signIn('gus@example.com', round === 4 ? goodPassword : 'wrong')).status,
    );
  }
  expect(statuses).toEqual([...Array(4).fill(400), 303, ...Array(6).fill(400)]);
  await usedUp(signInByKnown);
  expect((await gus.signIn('gus@example.com', goodPassword)).status).toBe(429);
});

test('tries that are refused leave no trace, so that nobody fills the table', async () => {
  const thief = visitor();
  await thief.signIn('nobody@example.com', 'wrong');
  await usedUp(signInByNetwork);
  const rows = () => world.database.query('SELECT key, acts FROM rate_limits ORDER BY key');
  const before = await rows();

  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => thief.signIn(`new${index}@example.com`, 'wrong')),
  );

  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(429));
  expect(await rows()).toEqual(before);
});

test('guessing leaves no address behind in the counts', async () => {
  await visitor().signIn('nobody@example.com', 'wrong');

  const rows = await world.database.query('SELECT key FROM rate_limits');
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toMatch(/example\.com|203\.0\.113/);
});
