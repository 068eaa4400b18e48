import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { resetPath } from '../support/page-states.ts';
import { forgetLimits, rounds, roundsTimeout } from '../support/races.ts';
import { insertSignInLink } from '../support/sign-in-link-acts.ts';
import { removeMember } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Links that let somebody in, at the moment at which something else happens to their account.

const newPassword = 'quite another set of words';
let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

let visitors = 0;
function visitor(): Visitor {
  visitors += 1;
  return new Visitor(world, { 'x-forwarded-for': `2001:db8:${visitors.toString(16)}::1` });
}

async function howManyAreIn(browsers: readonly Visitor[]): Promise<number> {
  const pages = await Promise.all(browsers.map((browser) => browser.get('/account')));
  return pages.filter(({ status }) => status === 200).length;
}

async function sessionsOf(email: string): Promise<unknown[]> {
  return await world.database.query(
    'SELECT s.way FROM sessions s JOIN members m ON m.id = s.member_id WHERE m.address = $1',
    [email],
  );
}

test.each(rounds())(
  'a sign-in link that twenty browsers use at once lets one in (round %i)',
  async (round) => {
    const email = `link${round}@example.com`;
    await joinAs(world, email);
    const { path } = await insertSignInLink(world, email);
    const browsers = Array.from({ length: 20 }, visitor);
    const answers = await Promise.all(browsers.map((browser) => browser.post(path, {})));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(19);
    expect(await howManyAreIn(browsers)).toBe(1);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'nobody is in by a sign-in link who is removed at that moment (round %i)',
  async (round) => {
    const email = `gone${round}@example.com`;
    await joinAs(world, email);
    const { path } = await insertSignInLink(world, email);
    const browsers = Array.from({ length: 6 }, visitor);
    const [, ...answers] = await Promise.all([
      removeMember(world, 'U0ADAM', email),
      ...browsers.map((browser) => browser.post(path, {})),
    ]);
    for (const { status } of answers) expect([303, 410]).toContain(status);
    expect(await howManyAreIn(browsers)).toBe(0);
    expect(await sessionsOf(email)).toEqual([]);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'nobody is in by a link for a new password who is removed at that moment (round %i)',
  async (round) => {
    await forgetLimits(world);
    const email = `reset${round}@example.com`;
    await joinAs(world, email);
    const path = await resetPath(world, email);
    const browsers = Array.from({ length: 6 }, visitor);
    const [, ...answers] = await Promise.all([
      removeMember(world, 'U0ADAM', email),
      ...browsers.map((browser) => browser.post(path, { password: newPassword })),
    ]);
    for (const { status } of answers) expect([303, 410]).toContain(status);
    expect(await howManyAreIn(browsers)).toBe(0);
    expect(await sessionsOf(email)).toEqual([]);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'whoever uses a sign-in link while its member chooses another password is not in (round %i)',
  async (round) => {
    const email = `changed${round}@example.com`;
    await joinAs(world, email);
    const own = visitor();
    await own.signIn(email, goodPassword);
    const { path } = await insertSignInLink(world, email);
    const others = Array.from({ length: 6 }, visitor);
    const form = { act: 'password', current: goodPassword, password: newPassword };
    const [changed] = await Promise.all([
      own.post('/account', form),
      ...others.map((browser) => browser.post(path, {})),
    ]);
    expect(changed.status).toBe(303);
    expect(await howManyAreIn([own])).toBe(1);
    expect(await howManyAreIn(others)).toBe(0);
    expect((await visitor().post(path, {})).status).toBe(410);
  },
  roundsTimeout(),
);
