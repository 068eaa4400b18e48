import { buttonsOf, buttonValue, linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, joinAs } from '../support/acts.ts';
import { insertInvitations, modalAfter, openHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Who let whom in: on the card of a person, back to who began, and on to those whom they brought in.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];

/** Opens somebody's card from Home. */
async function cardOf(query: string) {
  await openHome(world, adam, 'Invite people');
  const actionId = 'home.find_person';
  const [first] = await world.slack.suggest({ user: adam, in: 'home', actionId, query });
  const choose = { user: adam, in: 'home', actionId, value: String(first?.value ?? '') };
  return (await modalAfter(world, adam, () => world.slack.press(choose))).view;
}

/** Presses a button of what is open, in the row of somebody. */
async function press(actionId: string, label: string, of = '') {
  const open = world.slack.modal(adam)?.view ?? { blocks: [] };
  const value = buttonValue(open, label, of);
  const pressed = { user: adam, in: 'modal', actionId, value };
  return (await modalAfter(world, adam, () => world.slack.press(pressed))).view;
}

/** Somebody joins as an admin, is in Slack, and can invite others. */
async function joinsInSlack(id: string, name: string, by: string): Promise<void> {
  const email = `${name.toLowerCase()}@people.example`;
  addPerson(world, { id, name: name.toLowerCase(), email });
  await joinAs(world, email, { displayName: name, role: 'admin', by });
}

test('the card of whoever came by others says who let those in, back to who began', async () => {
  await joinsInSlack('U0BEA', 'Bea', olga);
  await joinsInSlack('U0CYD', 'Cyd', 'U0BEA');
  await joinsInSlack('U0DAN', 'Dan', 'U0CYD');

  const dan = linesOf(await cardOf('dan@')).join('\n');
  expect(dan).toMatch(
    /Invited <!date[^>]*> by Cyd, who was invited by Bea, who was invited by Olga Owner/,
  );
  expect(dan).not.toMatch(/^Invited by/m);
  expect(dan).not.toContain('Brought in');
  await world.slack.close({ user: adam });
  const bea = linesOf(await cardOf('bea@')).join('\n');
  expect(bea).toContain('Invited by Olga Owner');
  expect(bea).not.toContain('who was invited by');
  expect(bea).toContain('Brought in 1 person');
  await world.slack.close({ user: adam });
});

test('Review leads from a card to whom they brought in, on to their cards, and back', async () => {
  await cardOf('bea@');
  const list = await press('home.brought_review', 'Review');
  expect(linesOf(list).join('\n')).toContain('People whom *Bea* brought in');
  expect(linesOf(list).join('\n')).toContain('*Cyd* · cyd@people.example · Admin');
  const cyd = await press('home.brought_details', 'Details', 'Cyd');
  expect(linesOf(cyd).join('\n')).toContain('Brought in 1 person');
  await press('home.brought_review', 'Review');
  const dan = await press('home.brought_details', 'Details', 'Dan');
  expect(linesOf(dan).join('\n')).toMatch(/Invited <!date[^>]*> by Cyd, who was invited by Bea/);
  expect(buttonsOf(dan)).toContain('Change role…');
  await world.slack.close({ user: adam });
  await cardOf('bea@');
  await press('home.brought_review', 'Review');
  const back = await press('home.brought_back', 'Back');
  expect(linesOf(back).join('\n')).toContain('Brought in 1 person');
  await world.slack.close({ user: adam });
});

test('whoever was removed stays in the chain, keeps a card, and their people are found', async () => {
  await world.database.query(
    "UPDATE members SET closed_at = now() WHERE address = 'cyd@people.example'",
  );
  const dan = linesOf(await cardOf('dan@')).join('\n');
  expect(dan).toMatch(/Invited <!date[^>]*> by Cyd \(removed\), who was invited by Bea/);
  await world.slack.close({ user: adam });
  const cyd = linesOf(await cardOf('cyd@')).join('\n');
  expect(cyd).toContain('Brought in 1 person');
  const list = linesOf(await press('home.brought_review', 'Review')).join('\n');
  expect(list).toContain('People whom *Cyd* brought in');
  expect(list).toContain('*Dan*');
  await world.slack.close({ user: adam });
  await cardOf('bea@');
  const ofBea = linesOf(await press('home.brought_review', 'Review')).join('\n');
  expect(ofBea).toMatch(/\*Cyd\* · cyd@people\.example\njoined .* · removed since/);
  const card = await press('home.brought_details', 'Details', 'Cyd');
  expect(linesOf(card).join('\n')).toContain('cyd@people.example');
  await world.slack.close({ user: adam });
});

test('a chain that leads back to itself ends, and a long one is told five deep', async () => {
  await world.database.query(
    `UPDATE invitations SET invited_by_slack_user = 'U0DAN', invited_by_name = 'Dan',
       invited_by_member_id = (SELECT id FROM members WHERE address = 'dan@people.example')
     WHERE address = 'bea@people.example'`,
  );
  const round = linesOf(await cardOf('dan@')).join('\n');
  expect(round).toContain('by Cyd (removed), who was invited by Bea, who was invited by Dan\n');
  await world.slack.close({ user: adam });
  const before = ['U0DAN', 'U0EVE', 'U0FAY', 'U0GIL', 'U0HAL'] as const;
  const names = ['Eve', 'Fay', 'Gil', 'Hal'];
  for (const [index, name] of names.entries()) {
    await joinsInSlack(before[index + 1] ?? '', name, before[index] ?? '');
  }
  const hal = linesOf(await cardOf('hal@')).join('\n');
  expect(hal).toContain(
    'by Gil, who was invited by Fay, who was invited by Eve, who was invited by Dan, who was invited by Cyd (removed), and so on',
  );
  await world.slack.close({ user: adam });
});

test('a chain of sixty is told within what Slack takes, and people of one name are told apart', async () => {
  const name = `Ana *b* & <!here> ${'n'.repeat(60)}`;
  await world.database.query(
    `WITH ids AS (
       SELECT n, gen_random_uuid() AS invitation, gen_random_uuid() AS member, w.id AS workspace
       FROM workspaces w, generate_series(1, 60) AS n WHERE w.slack_team_id = 'T0SANDBOX'
     ), invited AS (
       INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user,
         invited_by_name, created_at, sent_at, expires_at, accepted_at)
       SELECT invitation, workspace, 'line' || n || '@x.example', 'line' || n || '@x.example', 'admin',
         'U0LINE' || n - 1, $1, now(), now(), now(), now() FROM ids RETURNING id
     )
     INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash,
       joined_at, slack_user_id, invitation_id)
     SELECT member, workspace, 'line' || n || '@x.example', 'line' || n || '@x.example', $1, 'admin',
       'none', now(), 'U0LINE' || n, invitation FROM ids`,
    [name],
  );
  const card = linesOf(await cardOf('line60@')).join('\n');
  const shown = (n: number) =>
    `\`Ana *b* &amp; &lt;!here&gt; ${'n'.repeat(60)} (line${n}@x.example)\``;
  expect(card).toContain(`by ${shown(59)}, who was invited by ${shown(58)}`);
  expect(card).toContain(`${shown(55)}, and so on`);
  await world.slack.close({ user: adam });
  const find = { user: adam, in: 'home', actionId: 'home.find_person', query: 'ana *b* & <' };
  const offered = (await world.slack.suggest(find)).map((option) => JSON.stringify(option));
  expect(offered).toHaveLength(50);
  for (const option of offered) expect(option).toMatch(/"Admin · line\d+@x\.example"/);
  expect(world.slack.refusals).toEqual([]);
});

test('many whom somebody brought in stand on pages', async () => {
  const emails = Array.from({ length: 45 }, (_, index) => `came-${index}@example.com`);
  await insertInvitations(world, emails);
  await world.database.query(
    `UPDATE invitations SET invited_by_slack_user = 'U0GIL', accepted_at = now() - interval '1 hour'
     WHERE address LIKE 'came-%'`,
  );
  expect(linesOf(await cardOf('gil@')).join('\n')).toContain('Brought in 46 people');
  const first = await press('home.brought_review', 'Review');
  expect(linesOf(first).join('\n')).toContain('1–20 of 46');
  const second = await press('home.brought_older', 'Older');
  expect(linesOf(second).join('\n')).toContain('21–40 of 46');
  const third = await press('home.brought_older', 'Older');
  expect(linesOf(third).join('\n')).toContain('41–46 of 46');
  expect(buttonsOf(third)).not.toContain('Older');
  const newest = await press('home.brought_newest', 'Newest');
  expect(linesOf(newest).join('\n')).toContain('1–20 of 46');
  const gone = await press('home.brought_details', 'Details', 'came-');
  expect(linesOf(gone).join('\n')).toContain('came-');
});
