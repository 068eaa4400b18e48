import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addPerson, goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { forgetLimits, rounds, roundsTimeout } from '../support/races.ts';
import { askToRemove, openHome, setSettings } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => forgetLimits(world));
afterAll(() => world.stop());

const adam = 'U0ADAM';
const patience = { timeout: 15_000 };

interface Leaver {
  readonly browser: Visitor;
  readonly member: string;
}

async function join(name: string, role: 'member' | 'admin'): Promise<Leaver> {
  const id = `U0${name.toUpperCase()}`;
  addPerson(world, { id, name });
  const email = `u0${name}@people.example`;
  await joinAs(world, email, { displayName: name, role });
  await openHome(world, id);
  const browser = new Visitor(world);
  await browser.signIn(email, goodPassword);
  const page = await (await browser.get('/account/leave')).text();
  return { browser, member: /name="member" value="([^"]+)"/.exec(page)?.[1] ?? '' };
}

const leave = ({ browser, member }: Leaver) =>
  browser.post('/account/leave', { member, password: goodPassword });

const openAdmins = async () =>
  await world.database.query("SELECT id FROM members WHERE closed_at IS NULL AND role = 'admin'");

test.each(rounds())(
  'of two admins who leave at the same moment one stays (round %i)',
  async (round) => {
    await setSettings(world, { slack_admins_are_admins: true });
    const both = [await join(`ann${round}`, 'admin'), await join(`ben${round}`, 'admin')];
    await setSettings(world, { slack_admins_are_admins: false });
    const answers = await Promise.all(both.map(leave));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(await openAdmins()).toHaveLength(1);
    await setSettings(world, { slack_admins_are_admins: true });
    const [stayed] = both.filter((_, index) => answers[index]?.status === 409);
    if (stayed) expect((await leave(stayed)).status).toBe(303);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'who leaves and is removed at the same moment goes once (round %i)',
  async (round) => {
    const name = `cat${round}`;
    const cat = await join(name, 'member');
    await askToRemove(world, adam, name);
    const [left] = await Promise.all([leave(cat), world.slack.submit({ user: adam })]);
    expect([303, 400, 401]).toContain(left.status);
    const entries = () =>
      world.database.query(
        `SELECT act FROM audit_entries WHERE act IN ('member_left', 'member_removed')
         AND (subject = $1 OR detail->>'email' = $2 OR subject = $2)`,
        [name, `u0${name}@people.example`],
      );
    await expect.poll(entries, patience).toHaveLength(1);
    expect((await entries())[0]?.act).toBe(left.status === 303 ? 'member_left' : 'member_removed');
    expect((await cat.browser.get('/account')).status).toBe(401);
    // The dialog says what came of it, whichever was first.
    await world.slack.until(() => !JSON.stringify(world.slack.modal(adam)).includes('Removing…'));
    await world.slack.close({ user: adam });
  },
  roundsTimeout(),
);

test.each(rounds())(
  'of many requests to leave one is carried out (round %i)',
  async (round) => {
    const dan = await join(`dan${round}`, 'member');
    const answers = await Promise.all(Array.from({ length: 8 }, () => leave(dan)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    const entries = await world.database.query(
      "SELECT id FROM audit_entries WHERE act = 'member_left' AND subject = $1",
      [`u0dan${round}@people.example`],
    );
    expect(entries).toHaveLength(1);
  },
  roundsTimeout(),
);
