import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite, joinAs, openDialog, sendDialog, wordsOf } from '../support/acts.ts';
import { startSocketWorld } from '../support/install-acts.ts';
import { homeShows, openHome, removeMember, typeCommand } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startSocketWorld();
});
afterAll(() => world.stop());

test('takes nothing from Slack by HTTP, and serves its pages', async () => {
  const reply = await world.slack.sendRaw({ body: 'command=%2Finvite&team_id=T0SANDBOX' });
  expect(reply.status).toBe(404);
  expect((await world.get('/')).status).toBe(200);
  expect((await world.get('/readyz')).status).toBe(200);
});

test('the dialog, its errors, the email, joining, and the DM about it', async () => {
  await openDialog(world);
  await sendDialog(world, 'U0ADAM', { email: 'nobody@localhost' });
  expect(Object.keys(world.slack.modal('U0ADAM')?.errors ?? {})).toHaveLength(1);
  await world.slack.close({ user: 'U0ADAM', all: true });

  await joinAs(world, 'ana@example.com', { displayName: 'Ana' });
  await world.slack.until(() => wordsOf(world.slack.dms('U0ADAM')).includes('Ana'), 15_000);
});

test('the Home tab, its buttons, and a command with words', async () => {
  await removeMember(world, 'U0ADAM', 'Ana');

  const answer = await typeCommand(world, 'ben@example.com');
  expect(wordsOf(answer)).toContain('ben@example.com');
  await world.letterTo('ben@example.com');
});

test('warns about a posted link', async () => {
  const { path } = await invite(world, 'cleo@example.com');
  const text = `${world.config.publicUrl}${path}`;
  const { ts } = await world.slack.post({ user: 'U0MIA', channel: 'C0GENERAL', text });

  await world.slack.until(
    () => Object.keys(world.slack.unfurls('C0GENERAL', ts)).length > 0,
    15_000,
  );
  const warning = await world.slack.until(
    () => world.slack.messages('C0GENERAL').find(({ byApp }) => byApp),
    15_000,
  );
  expect(wordsOf(warning)).toContain('whoever uses it first');
});

test('another team is refused', async () => {
  const reply = await world.slack.event(
    { type: 'app_home_opened', user: 'U0ADAM', tab: 'home', channel: 'D0' },
    { teamId: 'T0OTHER' },
  );
  expect(reply.body).toBe('');
  await expect
    .poll(() => world.logs.map(({ msg }) => msg))
    .toContain('request of another Slack team refused');
});

test.each(['politely', 'abruptly'] as const)(
  'connects anew when the connection ends %s, and serves what came meanwhile',
  async (how) => {
    world.slack.sockets.disconnect(how);
    await openHome(world);
    expect(world.slack.sockets.connections()).toBe(1);
  },
);

test('keeps trying while Slack is away', async () => {
  world.slack.fail('apps.connections.open', { status: 503, times: 2 });
  world.slack.sockets.disconnect('abruptly');
  await world.slack.openHome('U0ADAM');
  await homeShows(world, 'U0ADAM', 'Invitations (');
  expect(
    world.logs.filter(({ msg }) => /no connection by Socket Mode/.test(String(msg))),
  ).toHaveLength(2);
});

test('a stop waits for what is under way, says goodbye, and connects no more', async () => {
  const leaving = await startSocketWorld();
  leaving.slack.fail('views.open', { delayMs: 300 });
  const typed = leaving.slack.command({ user: 'U0ADAM', command: '/invite' });
  await expect
    .poll(() => leaving.slack.calls.some(({ method }) => method === 'users.info'))
    .toBe(true);

  await leaving.stop();

  expect((await typed).status).toBe(200);
  expect(leaving.slack.modal('U0ADAM')).toBeDefined();
  expect(leaving.slack.sockets.connections()).toBe(0);
  const asked = leaving.slack.calls.filter(({ method }) => method === 'apps.connections.open');
  expect(asked).toHaveLength(1);
});
