import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('an admin invites somebody, who joins by the link in the e-mail', async () => {
  const { slack } = world;

  // Adam types /invite.
  const command = await slack.command({ user: 'U0ADAM', command: '/invite' });
  expect(command.status).toBe(200);
  const dialog = await slack.until(() => slack.modal('U0ADAM'));
  expect(dialog.view.title.text).toBe('Invite member');

  // He types an address, leaves the role, and presses Send invite.
  await slack.submit({ user: 'U0ADAM', values: { email_1: ' Ana@Example.com ' } });
  const sent = slack.modal('U0ADAM');
  expect(JSON.stringify(sent?.view.blocks)).toContain('Ana@Example.com');
  expect(sent?.view.submit?.text).toBe('Invite another');

  // Ana gets an e-mail and follows its link.
  const letter = await world.letterTo('Ana@Example.com');
  const link = /http:\/\/localhost:3000(\/join\/\S+)/.exec(letter.parsed.text ?? '')?.[1] ?? '';
  const page = await world.get(link);
  expect(page.status).toBe(200);
  const html = await page.text();
  expect(html).toContain('Ana@Example.com');

  // She signs up and is in.
  const form = new FormData();
  form.set('displayName', 'Ana');
  form.set('password', 'correct horse battery staple');
  const joined = await world.post(link, form);
  expect(joined.status).toBe(303);
  const cookie = joined.headers.get('set-cookie')?.split(';')[0] ?? '';
  const account = await world.get(joined.headers.get('location') ?? '', { cookie });
  expect(account.status).toBe(200);
  expect(await account.text()).toContain('Welcome to');
});
