import { randomUUID } from 'node:crypto';
import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { joinAs, linkIn, signUpForm } from '../support/acts.ts';
import { homeShows } from '../support/slack-acts.ts';
import { connectTool, showTools } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Slack's field for people shows those who are in Slack, and not hundreds. Saving it takes nothing from anybody else.

let world: World;
let zoePath: string;
beforeAll(async () => {
  world = await startWorld();
  const mia = world.slack.state.users.find(({ id }) => id === 'U0MIA')?.email ?? '';
  await joinAs(world, mia, { displayName: 'Mia' });
  await connectTool(world, {
    'Who can use it?': 'Chosen members',
    'Chosen members': ['Mia Member'],
  });
  zoePath = await invitedTo('zoe@example.com');
});
afterAll(() => world.stop());

const adam = () => personIn(world.slack, 'U0ADAM');

/** Adam invites somebody who isn't in Slack, with the tool; gives the path of their link. */
async function invitedTo(email: string): Promise<string> {
  await adam().types('/invite');
  await adam().waitsFor('modal', 'Email address');
  await adam().submits({ 'Email address': email, Tools: ['Wiki'] });
  await adam().waitsFor('modal', email);
  await adam().closes();
  return linkIn((await world.letterTo(email)).parsed.text ?? '').path;
}

async function opensChange(): Promise<void> {
  await showTools(world);
  await adam().presses('Change…', { in: 'home', of: 'Wiki' });
  await adam().waitsFor('modal', 'Who can use it?');
}

async function saves(fields: Record<string, unknown> = {}): Promise<void> {
  await adam().submits(fields);
  expect(world.slack.modal('U0ADAM')).toBeUndefined();
  await homeShows(world, 'U0ADAM', 'Wiki was changed');
}

async function chosen(): Promise<string[]> {
  const rows = await world.database.query(
    `SELECT m.display_name AS name FROM tool_members c JOIN members m ON m.id = c.member_id
     WHERE m.display_name NOT LIKE 'Member %' ORDER BY name`,
  );
  return rows.map(({ name }) => String(name));
}

beforeEach(() => {
  world.clock.shiftMs += 61_000;
});

test('whoever joins while the dialog is open stays chosen', async () => {
  await opensChange();
  const joined = await world.post(zoePath, signUpForm({ displayName: 'Zoe' }));
  expect(joined.status).toBe(303);
  await saves({ Address: 'https://wiki.example.com/team' });
  expect(await chosen()).toEqual(['Mia', 'Zoe']);
});

test('whoever is not in Slack stays chosen, until that is taken away', async () => {
  await opensChange();
  await adam().waitsFor('modal', "Keep 1 person who can't be shown here");
  await saves({ Address: 'https://wiki.example.com' });
  expect(await chosen()).toEqual(['Mia', 'Zoe']);

  await opensChange();
  await saves({ 'Chosen members': [] });
  expect(await chosen()).toEqual(['Zoe']);
  await opensChange();
  await adam().submits({ 'Others who were chosen': [] });
  expect(world.slack.modal('U0ADAM')?.errors).toEqual({ members: 'Choose who can use it.' });
  await saves({ 'Chosen members': ['Mia Member'], 'Others who were chosen': [] });
  expect(await chosen()).toEqual(['Mia']);
});

test('who has left Slack, and remains a member here, stays chosen', async () => {
  const mia = world.slack.state.users.find(({ id }) => id === 'U0MIA');
  if (!mia) throw new Error('no Mia');
  mia.deleted = true;
  world.clock.shiftMs += 600_000;
  await opensChange();
  await saves({ Address: 'https://wiki.example.com/x' });
  expect(await chosen()).toEqual(['Mia']);
  mia.deleted = false;
});

test('of five hundred who are chosen nobody is lost, and no one is asked about', async () => {
  for (let index = 0; index < 500; index += 1) {
    const [id, email] = [randomUUID(), `m${index}@example.com`];
    await world.database.query(
      `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, joined_at, slack_user_id)
       SELECT $1, workspace_id, $2, $2, $3, 'member', 'none', now(), $4 FROM tools`,
      [id, email, `Member ${index}`, `U0M${index}`],
    );
    await world.database.query(
      'INSERT INTO tool_members (tool_id, member_id, workspace_id) SELECT id, $1, workspace_id FROM tools',
      [id],
    );
  }
  const count = async () => (await world.database.query('SELECT 1 FROM tool_members')).length;
  expect(await count()).toBe(501);
  await opensChange();
  await adam().waitsFor('modal', "Keep 476 people who can't be shown here");
  await saves({ Name: 'Wiki', Address: 'https://wiki.example.com/y' });
  expect(await count()).toBe(501);
});
