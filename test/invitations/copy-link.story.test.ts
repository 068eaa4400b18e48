import { buttonValue, linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveriesAtRest, invite, linkIn, openDialog } from '../support/acts.ts';
import { forge } from '../support/sent-payloads.ts';
import {
  dmAfter,
  insertInvitations,
  insertOtherWorkspace,
  livelyIn,
  modalAfter,
  openHome,
  typeCommand,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];
const day = 86_400_000;
const select = 'invitations.choose_pending';

/** Opens the select of pending invitations. */
async function chooser(user = adam) {
  return await modalAfter(world, user, () =>
    world.slack.command({ user, command: '/invite-link' }),
  );
}

async function search(query: string, user = adam): Promise<{ email: string; value: string }[]> {
  const options = await world.slack.suggest({ user, actionId: select, query, in: 'modal' });
  return options.map((option) => {
    const { text, value } = option as { text: { text: string }; value: string };
    return { email: text.text, value };
  });
}

/** Chooses an invitation in the open select, and gives what the modal shows then. */
async function choose(value: string, user = adam) {
  return await modalAfter(world, user, () =>
    world.slack.submit({ user, values: { choose: value } }),
  );
}

test('shows the link of the invitation that is chosen, once, in a field to copy it from', async () => {
  const { path } = await invite(world, 'Ana@example.com');
  await chooser();
  const [found] = await search('ana');
  expect(found?.email).toBe('Ana@example.com');
  const { view } = await choose(found?.value ?? '');
  expect([view.title.text, view.submit?.text]).toEqual(['Copy link', 'Send it to me']);
  const words = linesOf(view.blocks).join('\n');
  expect(words).toContain('Ana@example.com');
  expect(words).toContain('works once');
  expect(words).toMatch(/<!date\^\d+\^/);
  const field = view.blocks.find((block) => block.type === 'input');
  expect(field).toMatchObject({
    label: { text: 'Invite link' },
    element: { initial_value: `http://localhost:3000${path}` },
  });
  expect(JSON.stringify(view).split(path)).toHaveLength(2);
  expect((await world.get(path)).status).toBe(200);
});

test('sends the link as a direct message, once however often it is pressed', async () => {
  const { path } = await invite(world, 'dm@example.com');
  await chooser();
  const [found] = await search('dm@example');
  await choose(found?.value ?? '');
  const viewId = world.slack.modal(adam)?.id ?? '';
  const dm = await dmAfter(world, adam, async () => {
    await world.slack.submit({ user: adam });
    await forge(world, 'view_submission', {});
  });
  expect(JSON.stringify(dm.blocks)).toContain(`http://localhost:3000${path}`);
  expect(linesOf(world.slack.modal(adam)?.view).join()).toContain('Sent');
  expect(world.slack.modal(adam)?.id).toBe(viewId);
  await deliveriesAtRest(world);
  const dms = world.slack.dms(adam).filter((each) => JSON.stringify(each.blocks).includes(path));
  expect(dms).toHaveLength(1);
  const call = world.slack.calls.findLast(({ method }) => method === 'chat.postMessage');
  expect(call?.args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
});

test('opens from the Home tab', async () => {
  const { path } = await invite(world, 'home@example.com');
  const home = await openHome(world, olga, 'home@example.com');
  const value = buttonValue(home, 'Copy link', 'home@example.com');
  const press = { user: olga, in: 'home', actionId: 'invitations.copy_link', value };
  const modal = await modalAfter(world, olga, () => world.slack.press(press));
  expect(JSON.stringify(modal.view)).toContain(path);
});

test('finds any of more than a hundred pending invitations', async () => {
  const emails = Array.from({ length: 120 }, (_, index) => `many-${index}@example.org`);
  await insertInvitations(world, emails);
  await chooser();
  expect(await search('')).toHaveLength(100);
  expect((await search('many-0@')).map(({ email }) => email)).toEqual(['many-0@example.org']);
  expect((await search('MANY-77@')).map(({ email }) => email)).toEqual(['many-77@example.org']);
  expect(await search('nobody')).toEqual([]);
  expect(await search('%')).toEqual([]);
  expect(await search('_any-1@')).toEqual([]);
});

test('finds what was pasted: with a name, mailto, in other signs, or with what nobody can type', async () => {
  await insertInvitations(world, ['jörg@example.org', "o'brien@example.org"]);
  await chooser();
  for (const [typed, found] of [
    ['Jörg <jörg@example.org>', 'jörg@example.org'],
    ['mailto:jörg@example.org', 'jörg@example.org'],
    ['jo\u0308rg\u200b', 'jörg@example.org'],
    ['\uff4f\u2019brien', "o'brien@example.org"],
    ['jörg\u0000', 'jörg@example.org'],
  ] as const) {
    expect(
      (await search(typed)).map(({ email }) => email),
      typed,
    ).toEqual([found]);
  }
});

test('offers no invitation that is accepted, expired or of another team', async () => {
  const later = new Date(Date.now() + world.clock.shiftMs + 7 * day);
  await insertInvitations(world, ['was@example.net'], { acceptedAt: new Date() });
  await insertInvitations(world, ['old@example.net'], {
    expiresAt: new Date(Date.now() - 86_400_000),
  });
  await insertInvitations(world, ['new@example.net'], { expiresAt: later });
  await insertOtherWorkspace(world);
  await chooser();
  expect((await search('example.net')).map(({ email }) => email)).toEqual(['new@example.net']);
  expect(await search('theirs')).toEqual([]);
});

test('says so when the chosen one is not pending any more', async () => {
  const { email } = await invite(world, 'gone@example.com');
  await chooser();
  const [found] = await search(email);
  await world.database.query('UPDATE invitations SET revoked_at = now() WHERE address = $1', [
    email,
  ]);
  const { view } = await choose(found?.value ?? '');
  expect(linesOf(view.blocks).join('\n')).toContain('has been revoked');
  expect(JSON.stringify(view)).not.toContain('/join/');
});

test('says so when it ends between showing and sending', async () => {
  const { email } = await invite(world, 'short@example.com');
  await chooser();
  const [found] = await search(email);
  await choose(found?.value ?? '');
  await world.database.query('UPDATE invitations SET expires_at = now() WHERE address = $1', [
    email,
  ]);
  const sent = await modalAfter(world, adam, () => world.slack.submit({ user: adam }));
  expect(linesOf(sent.view.blocks).join('\n')).toContain('expired');
  const rows = await world.database.query(
    `SELECT d.id FROM deliveries d JOIN invitations i ON i.id = d.invitation_id
     WHERE i.address = $1 AND d.notice = 'invitations.link_dm'`,
    [email],
  );
  expect(rows).toEqual([]);
});

test('shows nothing of another workspace, whatever id is sent', async () => {
  const [other] = await world.database.query(
    "SELECT id FROM invitations WHERE address = 'theirs@other.example'",
  );
  const theirs = String(other?.id);
  await chooser();
  const [found] = await search('new@example.net');
  const { value } = found ?? { value: '' };
  await choose(value);
  await world.slack.submit({ user: adam });
  await deliveriesAtRest(world);
  const before = await world.database.query('SELECT id FROM deliveries');
  for (const id of [theirs, 'not-an-id', '00000000-0000-4000-8000-000000000000']) {
    const reply = await forge(world, 'view_submission', { [value]: id });
    expect(reply.body).toContain('no longer exists');
    expect(reply.body).not.toContain('/join/');
    expect(world.logs).toContainEqual(
      expect.objectContaining({ level: 40, refusal: 'gone', slackUser: adam }),
    );
  }
  expect(await world.database.query('SELECT id FROM deliveries')).toEqual(before);
});

test('gives nothing to those who are no admins, whatever they send', async () => {
  const { path } = await invite(world, 'secret@example.com');
  await chooser();
  const [found] = await search('secret@');
  await choose(found?.value ?? '');
  await world.slack.submit({ user: adam });
  const asMia = { [`"id":"${adam}"`]: '"id":"U0MIA"' };
  const replies = [
    await forge(world, 'block_suggestion', asMia),
    await forge(world, 'view_submission', asMia),
  ];
  for (const { status, body } of replies) {
    expect(status).toBe(200);
    expect(body).not.toMatch(/secret@|\/join\//);
  }
  expect(replies[0]?.body).toBe('{"options":[]}');
  expect(replies[1]?.body).toContain('Only admins');
  await deliveriesAtRest(world);
  expect(JSON.stringify(world.slack.dms('U0MIA'))).not.toContain(path);
});

test('says so where it was pressed when Slack opens no modal any more', async () => {
  await openDialog(world, olga);
  await world.slack.close({ user: olga });
  const answer = await typeCommand(world, 'late@example.com', { user: olga });
  const value = buttonValue({ blocks: answer.blocks ?? [] }, 'Copy link');
  world.slack.fail('views.open', { error: 'expired_trigger_id' });
  const press = { user: olga, in: answer.id, actionId: 'invitations.copy_link', value };
  await world.slack.press(press);
  await world.slack.until(
    () => world.slack.ephemerals(olga).some(({ text }) => text.includes('took too long')),
    15_000,
  );

  const home = await openHome(world, olga, 'late@example.com');
  world.slack.fail('views.open', { error: 'expired_trigger_id' });
  const inHome = buttonValue(home, 'Copy link', 'late@example.com');
  const dm = await dmAfter(world, olga, () =>
    world.slack.press({ ...press, in: 'home', value: inHome }),
  );
  expect(dm.text).toContain('took too long');
});

test('shows the longest and oddest address inside Slack’s limits, as letters', async () => {
  const odd = `*b*_i_\`c\`${'n'.repeat(50)}@${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(60)}.com`;
  const { path } = await invite(world, odd);
  await chooser();
  const [found] = await search('*b*_i_');
  expect(found?.email.length).toBeLessThanOrEqual(75);
  const { view } = await choose(found?.value ?? '');
  expect(livelyIn(view)).toEqual([]);
  expect(linesOf(view.blocks).join('\n')).toContain(odd);
  const dm = await dmAfter(world, adam, () => world.slack.submit({ user: adam }));
  expect(livelyIn(dm)).toEqual([]);
  expect(linkIn(JSON.stringify(dm.blocks)).path).toBe(path);
  expect(world.slack.refusals).toEqual([]);
});

/** What the select has already when the dialog opens, and what stands above it. */
async function opened(text: string): Promise<{ chosen: unknown; words: string }> {
  const { view } = await modalAfter(world, adam, () =>
    world.slack.command({ user: adam, command: '/invite-link', text }),
  );
  const field = view.blocks.find((block) => block.type === 'input');
  const { element } = field as { element: { initial_option?: { text: { text: string } } } };
  return { chosen: element.initial_option?.text.text, words: linesOf(view.blocks).join('\n') };
}

test('the command with an address has whom that means chosen already', async () => {
  await invite(world, 'typed@example.com');
  const mailto = '<mailto:typed@example.com|typed@example.com>';
  for (const text of ['typed@example.com', mailto, 'typed@exam']) {
    expect((await opened(text)).chosen, text).toBe('typed@example.com');
  }
});

test('the command with an address that isn’t pending says so, with several none is chosen', async () => {
  const none = await opened('nobody@example.com');
  expect(none.chosen).toBeUndefined();
  expect(none.words).toContain('nobody@example.com has no pending invitation.');

  expect(await opened('example.com')).toMatchObject({ chosen: undefined });
  expect((await opened('<@U0MIA>')).words).not.toContain('⚠️');
});
