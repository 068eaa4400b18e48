import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, sessionCookies, signUpForm } from '../support/acts.ts';
import { forgetLimits, openInvitation, rounds, roundsTimeout } from '../support/races.ts';
import { askToRemove } from '../support/slack-acts.ts';
import {
  comeBack,
  goToSlack,
  joinBySlack,
  startSlackSignInWorld,
} from '../support/slack-sign-in.ts';
import type { World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startSlackSignInWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

async function count(sql: string, email: string): Promise<number> {
  const [row] = await world.database.query(`SELECT count(*)::int AS n ${sql}`, [email]);
  return Number(row?.n);
}

const patience = { timeout: 15_000 };
const sessionsOf = 'FROM sessions s JOIN members m ON m.id = s.member_id WHERE m.address = $1';

test.each(rounds())(
  'of forty who join by one link at once, half with Slack and half with a password, one is in (round %i)',
  async (round) => {
    await forgetLimits(world);
    const email = `ana${round}@people.example`;
    const user = addPerson(world, { id: `U0ANA${round}`, name: `ana${round}`, email });
    const { path } = await openInvitation(world, email);
    const onTheWay = await Promise.all(
      Array.from({ length: 20 }, () => goToSlack(world, `${path}/slack`)),
    );

    const answers = await Promise.all([
      ...onTheWay.map((each) => comeBack(world, each, user)),
      ...Array.from({ length: 20 }, () => world.post(path, signUpForm())),
    ]);

    expect(answers.filter((answer) => sessionCookies(answer).length > 0)).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(await count('FROM members WHERE address = $1', email)).toBe(1);
    expect(await count(sessionsOf, email)).toBe(1);
    expect(
      await count("FROM audit_entries WHERE act = 'member_joined' AND subject = $1", email),
    ).toBe(1);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'who is removed while they sign in with Slack has no session afterwards (round %i)',
  async (round) => {
    await forgetLimits(world);
    const email = `ben${round}@people.example`;
    const user = addPerson(world, { id: `U0BEN${round}`, name: `ben${round}`, email });
    await joinBySlack(world, user, email);
    const onTheWay = await Promise.all(
      Array.from({ length: 6 }, () => goToSlack(world, '/sign-in/slack')),
    );
    await askToRemove(world, 'U0ADAM', email);

    const [removed, ...answers] = await Promise.all([
      world.slack.submit({ user: 'U0ADAM' }),
      ...onTheWay.map((each) => comeBack(world, each, user)),
    ]);

    expect(removed.status).toBe(200);
    await expect
      .poll(() => count('FROM members WHERE closed_at IS NULL AND address = $1', email), patience)
      .toBe(0);
    expect(await count(sessionsOf, email)).toBe(0);
    expect(
      answers.map(({ status }) => status).filter((each) => ![303, 403].includes(each)),
    ).toEqual([]);
    await world.slack.close({ user: 'U0ADAM' });
  },
  roundsTimeout(),
);

test.each(rounds())(
  'one Slack user is one member, whichever of two accounts connects first (round %i)',
  async (round) => {
    await forgetLimits(world);
    const user = addPerson(world, { id: `U0CAT${round}`, name: `cat${round}` });
    const browsers = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const { path } = await openInvitation(world, `${name}${round}@people.example`);
        const joined = await world.post(path, signUpForm());
        const [cookie = ''] = sessionCookies(joined).map((each) => each.split(';')[0] ?? '');
        return await goToSlack(world, '/account/slack', cookie);
      }),
    );

    const answers = await Promise.all(browsers.map((each) => comeBack(world, each, user)));

    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(
      await count('FROM members WHERE slack_linked_at IS NOT NULL AND slack_user_id = $1', user),
    ).toBe(1);
  },
  roundsTimeout(),
);
