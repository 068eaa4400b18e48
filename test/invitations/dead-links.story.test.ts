import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  allRows,
  deliveriesAtRest,
  type Invited,
  invite,
  joinAs,
  sessionCookies,
  signUpForm,
} from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function setInvitation(email: string, assignment: string): Promise<void> {
  await world.database.query(`UPDATE invitations SET ${assignment} WHERE address = $1`, [email]);
}

/** The ways in which a link dies, and what its holder then reads. */
const deaths: readonly {
  state: string;
  kill: (invited: Invited) => Promise<void>;
  status: number;
  title: string;
}[] = [
  {
    state: 'used',
    kill: async ({ path }) => {
      expect((await world.post(path, signUpForm())).status).toBe(303);
    },
    status: 410,
    title: 'This invitation has been used',
  },
  {
    state: 'revoked',
    kill: ({ email }) => setInvitation(email, 'revoked_at = now()'),
    status: 410,
    title: 'This invitation was revoked',
  },
  {
    state: 'replaced',
    kill: ({ email }) => setInvitation(email, 'generation = generation + 1'),
    status: 410,
    title: 'There&#39;s a newer link',
  },
  {
    state: 'deleted',
    kill: async ({ email }) => {
      await world.database.query('DELETE FROM invitations WHERE address = $1', [email]);
    },
    status: 404,
    title: 'We don&#39;t know this link',
  },
  {
    state: 'overtaken by another membership',
    kill: async ({ email }) => {
      await joinAs(world, `other-${email}`);
      const sql = 'UPDATE members SET address = $1 WHERE address = $2';
      await world.database.query(sql, [email, `other-${email}`]);
    },
    status: 409,
    title: 'You&#39;re already a member',
  },
];

test.each(deaths)('says so when a link was $state before the form was sent', async (death) => {
  const email = `${death.state.replaceAll(' ', '-')}@example.com`;
  const invited = await invite(world, email);
  const page = await world.get(invited.path);
  expect(page.status).toBe(200);
  await death.kill(invited);
  await deliveriesAtRest(world);
  const before = await allRows(world);

  const posted = await world.post(invited.path, signUpForm());
  expect(posted.status).toBe(death.status);
  expect(await posted.text()).toContain(`<h1>${death.title}</h1>`);
  expect(sessionCookies(posted)).toEqual([]);
  expect(await allRows(world)).toEqual(before);

  if (death.status === 409) return;
  const opened = await world.get(invited.path);
  expect(opened.status).toBe(death.status);
  const html = await opened.text();
  expect(html).toContain(`<h1>${death.title}</h1>`);
  expect(html).not.toContain('<input');
  expect(html).not.toContain(email);
});

test('says whom to ask when a link is too old, to the second', async () => {
  const { path, email } = await invite(world, 'old@example.com');
  await setInvitation(email, `expires_at = now() + interval '1 hour'`);
  world.clock.shiftMs += 59 * 60_000;
  expect((await world.get(path)).status).toBe(200);
  world.clock.shiftMs += 60_000;
  for (const response of [await world.get(path), await world.post(path, signUpForm())]) {
    expect(response.status).toBe(410);
    const html = await response.text();
    expect(html).toContain('<h1>This invitation has expired</h1>');
    expect(html).toContain('Adam Admin');
    expect(html).toContain('Sandbox');
  }
});

test('works for the seven days that the email names', async () => {
  const day = 86_400_000;
  const { path } = await invite(world, 'week@example.com');
  world.clock.shiftMs += 7 * day - 60_000;
  expect((await world.get(path)).status).toBe(200);
  world.clock.shiftMs += 60_000;
  expect((await world.get(path)).status).toBe(410);
});

/** A genuine link, to be tampered with. */
let genuine: string;
beforeAll(async () => {
  genuine = (await invite(world, 'tampered@example.com')).token;
  await deliveriesAtRest(world);
});

test.each([
  ['a letter changed', (token: string) => (token.startsWith('A') ? 'B' : 'A') + token.slice(1)],
  [
    'the code changed',
    (token: string) => `${token.slice(0, 40)}${token[40] === 'x' ? 'y' : 'x'}${token.slice(41)}`,
  ],
  ['the end cut off', (token: string) => token.slice(0, -1)],
  ['something added', (token: string) => `${token}A`],
  ['another alphabet', (token: string) => `%D0%B0${token.slice(1)}`],
  ['broken escapes', () => '%E0%A4%A'],
  ['an id that nobody has', () => 'A'.repeat(43)],
  ['ten thousand letters', () => 'A'.repeat(10_000)],
  ['SQL', () => "'%20OR%201=1--"],
])('does not know a link with %s, and says nothing about anybody', async (_what, change) => {
  const before = await allRows(world);
  const path = `/join/${change(genuine)}`;
  for (const response of [await world.get(path), await world.post(path, signUpForm())]) {
    expect(response.status).toBe(404);
    const html = await response.text();
    expect(html).not.toContain('Adam Admin');
    expect(html).not.toContain('tampered');
  }
  expect(await allRows(world)).toEqual(before);
});

test('knows no link without a token, nor below one', async () => {
  const { path } = await invite(world, 'below@example.com');
  for (const other of ['/join', '/join/', `${path}/more`, `${path}%2Fmore`]) {
    expect((await world.get(other)).status, other).toBe(404);
  }
});
