import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { forgetLimits, rounds, roundsTimeout } from '../support/races.ts';
import { setUpSecondStep } from '../support/second-step-acts.ts';
import { removeMember } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
beforeEach(() => forgetLimits(world));
afterAll(() => world.stop());

let visitors = 0;
function visitor(): Visitor {
  visitors += 1;
  return new Visitor(world, { 'x-forwarded-for': `2001:db8:${visitors.toString(16)}::1` });
}

/** Ten browsers that are half way in, as many as may guess, and what they may go on with. */
async function halfWay(email: string) {
  await joinAs(world, email);
  const home = visitor();
  await home.signIn(email, goodPassword);
  const { app, codes } = await setUpSecondStep(world, home);
  const browsers = Array.from({ length: 10 }, visitor);
  for (const browser of browsers) await browser.signIn(email, goodPassword);
  return { app, codes, browsers };
}

async function howManyAreIn(browsers: readonly Visitor[]): Promise<number> {
  const pages = await Promise.all(browsers.map((browser) => browser.get('/account')));
  return pages.filter(({ status }) => status === 200).length;
}

/** All of them twice at once with the same code. */
async function allWith(browsers: readonly Visitor[], code: string): Promise<void> {
  await Promise.all(
    [...browsers, ...browsers].map((browser) => browser.post('/sign-in/code', { code })),
  );
}

test.each(rounds())(
  'of many with one code of an app, or one recovery code, one gets in (round %i)',
  async (round) => {
    const first = await halfWay(`app${round}@example.com`);
    await allWith(first.browsers, first.app.nextCode());
    expect(await howManyAreIn(first.browsers)).toBe(1);

    const second = await halfWay(`recovery${round}@example.com`);
    await allWith(second.browsers, second.codes[0] ?? '');
    expect(await howManyAreIn(second.browsers)).toBe(1);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'nobody is in who typed the code while they were removed (round %i)',
  async (round) => {
    const email = `gone${round}@example.com`;
    const { codes, browsers } = await halfWay(email);
    await Promise.all([
      removeMember(world, 'U0ADAM', email),
      ...browsers.map((browser, index) =>
        browser.post('/sign-in/code', { code: codes[index] ?? '' }),
      ),
    ]);
    expect(await howManyAreIn(browsers)).toBe(0);
  },
  roundsTimeout(),
);
