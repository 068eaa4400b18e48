import { fieldOf, rowOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkIn, wordsOf } from '../support/acts.ts';
import { openHome, pressHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('an admin invites somebody, who joins by the link in the email', async () => {
  const { slack } = world;

  // Adam types /invite.
  const command = await slack.command({ user: 'U0ADAM', command: '/invite' });
  expect(command.status).toBe(200);
  expect(command.body).toBe('');
  const dialog = await slack.until(() => slack.modal('U0ADAM'), 15_000);
  expect(dialog.view.title.text).toBe('Invite people');

  // He types an address, leaves the role, and presses Send invite.
  await slack.submit({
    user: 'U0ADAM',
    values: { [fieldOf(dialog, 'Email address')]: ' Ana@Example.com ' },
  });
  const sent = slack.modal('U0ADAM');
  expect(wordsOf(sent?.view.blocks)).toContain('Ana@Example.com');
  expect(sent?.view.submit?.text).toBe('Invite another');

  // Ana gets an email and follows its link.
  const letter = await world.letterTo('Ana@Example.com');
  const { path, token } = linkIn(letter.parsed.text ?? '');
  const page = await world.get(path);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Ana@Example.com');

  // She signs up and is in.
  const form = new FormData();
  form.set('displayName', 'Ana');
  form.set('password', 'correct horse battery staple');
  const joined = await world.post(path, form);
  expect(joined.status).toBe(303);
  const cookie = joined.headers.get('set-cookie')?.split(';')[0] ?? '';
  const account = await world.get(joined.headers.get('location') ?? '', { cookie });
  expect(account.status).toBe(200);
  const welcome = await account.text();
  expect(welcome).toContain('Welcome to');
  for (const fact of ['Ana', 'Ana@Example.com', 'Sandbox', 'Member']) {
    expect(welcome).toContain(fact);
  }

  // Her link has done its work.
  expect((await world.get(path)).status).toBe(410);

  // Adam sees on his Home tab that she accepted.
  await openHome(world, 'U0ADAM', 'Joined (1)');
  const home = await pressHome(world, 'U0ADAM', 'home.filter', {
    value: 'accepted',
    words: '*Ana@Example.com*',
  });
  expect(rowOf(home, '*Ana@')).toMatch(/Joined .* as Ana/);

  // What lets somebody in stands in no row and in no log line.
  const [stored] = await world.database.query('SELECT password_hash FROM members');
  expect(stored?.password_hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=7,p=1\$/);
  const session = cookie.slice(cookie.indexOf('=') + 1);
  for (const secret of [token, session, 'correct horse']) {
    expect(wordsOf(world.logs)).not.toContain(secret);
  }
});
