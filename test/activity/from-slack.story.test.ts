import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, invite, joinAs } from '../support/acts.ts';
import { installIn, startInstallWorld } from '../support/install-acts.ts';
import { setSettings } from '../support/slack-acts.ts';
import { connectTool, showTools } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What happens in Slack, and what is decided there, leaves an entry, too.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const [adam, mia] = ['U0ADAM', 'U0MIA'];

interface Recorded {
  readonly line: string;
  readonly detail: unknown;
  readonly people: string;
}

/** What was recorded of these kinds, oldest first: who, what, about whom; and by whom it is found. */
async function recorded(acts: readonly string[], of = world): Promise<Recorded[]> {
  const rows = await of.database.query(
    `SELECT e.actor, e.act, e.subject, e.detail, (
       SELECT string_agg(p.person, ' ' ORDER BY p.person) FROM audit_people p WHERE p.entry_id = e.id
     ) AS people
     FROM audit_entries e WHERE e.act = ANY($1) ORDER BY e.at, e.subject, e.act`,
    [acts],
  );
  return rows.map(({ actor, act, subject, detail, people }) => ({
    line: `${actor} ${act} ${subject}`,
    detail,
    people: String(people ?? ''),
  }));
}

/** The same once there are so many. */
async function recordedOnce(acts: readonly string[], count: number, of = world) {
  await expect.poll(async () => (await recorded(acts, of)).length, { timeout: 15_000 }).toBe(count);
  return await recorded(acts, of);
}

/** Slack says that somebody was deactivated, or is active again. */
async function tell(name: string, deleted: boolean): Promise<void> {
  const [id, email] = [`U0${name.toUpperCase()}`, `${name.toLowerCase()}@people.example`];
  const user = { id, team_id: 'T0SANDBOX', deleted, profile: { email } };
  await world.slack.event({ type: 'user_change', user: { ...user, name } });
}

async function joined(name: string): Promise<void> {
  const email = `${name.toLowerCase()}@people.example`;
  addPerson(world, { id: `U0${name.toUpperCase()}`, name, email });
  await joinAs(world, email, { displayName: name });
}

const byName = (rows: readonly Recorded[]) => rows.map(({ line, people }) => `${line} | ${people}`);

test('whoever is deactivated in Slack and stays, and whoever is back', async () => {
  await joined('Ann');
  await tell('Ann', true);
  await tell('Ann', true);
  await recordedOnce(['member_deactivated'], 1);
  world.clock.shiftMs += 1000;
  await tell('Ann', false);

  expect(byName(await recordedOnce(['member_deactivated', 'member_reactivated'], 2))).toEqual([
    'Slack member_deactivated Ann | ann@people.example',
    'Slack member_reactivated Ann | ann@people.example',
  ]);
});

test('whoever is removed as they are deactivated in Slack: once, with why', async () => {
  await joined('Bo');
  await setSettings(world, { follow_deactivations: true });
  await tell('Bo', true);

  const [removed] = await recordedOnce(['member_removed'], 1);
  expect(removed).toMatchObject({ line: 'Slack member_removed Bo', people: 'bo@people.example' });
  expect(removed?.detail).toMatchObject({ why: 'deactivated' });
  expect(await recorded(['member_deactivated'])).toHaveLength(1);
});

test('a link that is posted, by whom, and that it is kept', async () => {
  const { path } = await invite(world, 'posted@example.com');
  const text = `http://localhost:3000${path}`;
  await world.slack.post({ user: mia, channel: 'C0GENERAL', text });
  expect(byName(await recordedOnce(['link_posted'], 1))).toEqual([
    'Mia Member link_posted posted@example.com | U0MIA mia@example.com posted@example.com',
  ]);
  const other = await invite(world, 'kept@example.com');
  const seen = world.slack.ephemerals(adam).length;
  const kept = `http://localhost:3000${other.path}`;
  await world.slack.post({ user: adam, channel: 'C0GENERAL', text: kept });
  const choice = await world.slack.until(() => world.slack.ephemerals(adam)[seen], 15_000);
  const press = { user: adam, in: choice.id, actionId: 'link_warnings.fine' };
  await world.slack.press(press);

  const lines = await recordedOnce(['link_kept'], 1);
  expect(lines[0]?.line).toBe('Adam Admin link_kept kept@example.com');
});

test('a tool that is changed, with how it was and is; and not when nothing is', async () => {
  await connectTool(world);
  const person = personIn(world.slack, adam);
  const change = async (fields: Record<string, string>) => {
    await showTools(world);
    await person.presses('Change…');
    await person.waitsFor('modal', 'Change tool');
    await person.submits(fields);
    await person.waitsFor('home', 'was changed');
  };
  await change({ Name: 'Our wiki', 'Who can use it?': 'Admins' });

  const [changed] = await recordedOnce(['tool_changed'], 1);
  expect(changed?.line).toBe('Adam Admin tool_changed Our wiki');
  expect(changed?.detail).toMatchObject({
    was: 'Wiki, for all members',
    now: 'Our wiki, for admins',
  });
  await change({});
  expect(await recorded(['tool_changed'])).toHaveLength(1);
});

test('that the app is installed, by whom, and removed', async () => {
  const installing = await startInstallWorld();
  try {
    await installIn(installing);
    expect(byName(await recorded(['app_installed'], installing))).toEqual([
      ' app_installed U0ADAM | ',
    ]);
    installing.slack.state.installed = false;
    await installing.slack.event({ type: 'app_uninstalled' });
    await installing.slack.event({
      type: 'tokens_revoked',
      tokens: { oauth: [], bot: ['U0APP'] },
    } as { type: string });
    await recordedOnce(['app_uninstalled'], 1, installing);
    installing.clock.shiftMs += 10_000;
    installing.slack.state.installed = true;
    await installIn(installing);
    await recordedOnce(['app_installed'], 2, installing);
    expect(await recorded(['app_uninstalled'], installing)).toHaveLength(1);
  } finally {
    await installing.stop();
  }
});
