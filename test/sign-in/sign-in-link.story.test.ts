import { textsOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newLinkButton } from '../../src/members/slack/member-blocks.ts';
import { goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { joinByPasskey } from '../support/passkey-acts.ts';
import { openHome, pressHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const adam = 'U0ADAM';

/** Adam makes a link for a member in Home. */
async function makeLink(email: string): Promise<void> {
  const [row] = await world.database.query('SELECT id FROM members WHERE address = $1', [email]);
  await openHome(world, adam);
  await pressHome(world, adam, 'home.tab_members', { words: email });
  const value = String(row?.id);
  await world.slack.press({ user: adam, actionId: newLinkButton, in: 'home', value });
  await world.slack.until(() =>
    JSON.stringify(world.slack.modal(adam) ?? '').includes('New sign-in link'),
  );
  await world.slack.submit({ user: adam });
}

test('whoever never had a password reads of none that they could keep', async () => {
  const email = 'bykey@example.com';
  await joinByPasskey(world, email);
  await makeLink(email);
  const { parsed } = await world.letterTo(email);
  const [, path = ''] = /http:\/\/localhost:3000(\/link\/\S+)/.exec(parsed.text ?? '') ?? [];

  const page = await textOf(await new Visitor(world).get(path));
  expect(page).toContain('Leave it empty to go on without one.');
  expect(page).not.toContain('keep the one you have');
});

test('an admin lets in who lost their password: once, by an email of which the database keeps no link', async () => {
  const email = 'lost@example.com';
  const { cookie } = await joinAs(world, email);
  await makeLink(email);
  await world.slack.until(() =>
    textsOf(world.slack.modal(adam)).some(({ text }) => text.includes('is on its way')),
  );
  const { parsed } = await world.letterTo(email);
  const [, path = ''] = /http:\/\/localhost:3000(\/link\/\S+)/.exec(parsed.text ?? '') ?? [];
  const browsers = [1, 2, 3].map(() => new Visitor(world));

  expect((await new Visitor(world).get(path)).status).toBe(200);
  expect((await world.get('/account', { cookie })).status).toBe(200);
  const password = 'quite another set of words';
  const answers = await Promise.all(browsers.map((each) => each.post(path, { password })));

  expect(answers.map(({ status }) => status).sort()).toEqual([303, 410, 410]);
  expect((await world.get('/account', { cookie })).status).toBe(401);
  expect((await new Visitor(world).signIn(email, goodPassword)).status).toBe(400);
  expect((await new Visitor(world).signIn(email, password)).status).toBe(303);
  expect((await new Visitor(world).get(path)).status).toBe(410);
});
