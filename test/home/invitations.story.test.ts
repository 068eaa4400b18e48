import { buttonsOf, buttonValue, linesOf, menuOf, rowOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { deliveriesAtRest, invitationsOf, invite, linkIn, signUpForm } from '../support/acts.ts';
import { forge, lastSent, sendPayload } from '../support/sent-payloads.ts';
import {
  chooseAndConfirm,
  homeAfter,
  homeForgets,
  homeShows,
  insertInvitations,
  modalAfter,
  openHome,
  pressHome,
  setSettings,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.mailbox.refuseWith(undefined));
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];
const day = 86_400_000;
const wait = { timeout: 15_000, interval: 20 };
const menu = 'home.invitation_menu';

async function press(actionId: string, value: string, words: string, user = adam) {
  return await pressHome(world, user, actionId, { value, words });
}

/** Revokes by the menu and its question. */
async function revokeByMenu(email: string): Promise<void> {
  const value = menuOf(await openHome(world, adam, email), email)['Revoke…'] ?? '';
  const question = await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, in: 'home', actionId: menu, value }),
  );
  expect(linesOf(question.view).join('\n')).toContain(email);
  expect(question.view.submit?.text).toBe('Revoke');
  await homeAfter(world, adam, () => world.slack.submit({ user: adam }), 'is revoked');
}

function letters(email: string): number {
  return world.mailbox.letters.filter(({ to }) => to === email).length;
}

test('shows of each whom, as what, by whom, when, and how the email fares', async () => {
  await invite(world, 'Ana@example.com', { role: 'admin' });
  await deliveriesAtRest(world);
  const row = rowOf(await openHome(world, adam, 'Waiting'), 'Ana@example.com');
  expect(row).toMatch(
    /^\*Ana@example\.com\* · Admin · Waiting · sent <!date\^\d+\^[^>]*> · expires in 7 days$/m,
  );
  expect(row).not.toContain('invited by');
  const seen = rowOf(await openHome(world, olga, 'Waiting'), 'Ana@example.com');
  expect(seen).toContain('expires in 7 days · invited by Adam Admin');
});

test('says why an email has not arrived, in plain words where the code is known', async () => {
  world.mailbox.refuseWith('451 greylisted');
  const send = (email: string) =>
    world.slack.command({ user: adam, command: '/invite', text: email });
  await send('grey@example.com');
  await vi.waitFor(async () => expect(await stateOf('grey@example.com')).toBe('retrying'), wait);
  world.mailbox.refuseWith('550 no <!channel> here');
  await send('never@example.com');
  await vi.waitFor(async () => expect(await stateOf('never@example.com')).toBe('failed'), wait);
  const home = await openHome(world, adam, 'Not delivered: 550');
  expect(rowOf(home, 'grey@example.com')).toMatch(/retrying: 451 greylisted/);
  expect(rowOf(home, 'never@example.com')).toMatch(/⚠️ Not delivered: 550 no &lt;!channel&gt; here/);
});

async function stateOf(email: string): Promise<unknown> {
  const rows = await world.database.query(
    "SELECT state::text FROM deliveries WHERE channel = 'email' AND recipient = $1",
    [email],
  );
  return rows[0]?.state;
}

test('sends a pending one again: same link, whole time anew', async () => {
  const { path } = await invite(world, 'again@example.com');
  world.clock.shiftMs += 3 * day;
  const value = menuOf(await openHome(world, adam, 'again@'), 'again@').Resend ?? '';
  const home = await press(menu, value, 'Resent to again@example.com');
  expect(rowOf(home, '*again@')).toMatch(/Waiting|Sending/);
  const letter = await world.letterTo('again@example.com');
  expect(linkIn(letter.parsed.text ?? '').path).toBe(path);
  world.clock.shiftMs += 6 * day;
  expect((await world.get(path)).status).toBe(200);
});

test('sends an expired one again with one click', async () => {
  const { path } = await invite(world, 'late@example.com');
  world.clock.shiftMs += 8 * day;
  const expired = await openHome(world, adam, '⚠️ Expired');
  expect(rowOf(expired, '*late@')).toContain('Expired');
  const value = buttonValue(expired, 'Resend', 'late@');
  const home = await press('home.invitation_act_resend', value, 'Resent to late@example.com');
  expect(rowOf(home, '*late@')).toMatch(/Waiting|Sending/);
  await world.letterTo('late@example.com');
  expect((await world.get(path)).status).toBe(200);
});

test('sends once what is pressed twice', async () => {
  await invite(world, 'twice@example.com');
  world.clock.shiftMs += 8 * day;
  const value = buttonValue(
    await openHome(world, adam, '*twice@example.com* · Member · ⚠️ Expired'),
    'Resend',
    'twice@',
  );
  const click = { user: adam, in: 'home', actionId: 'home.invitation_act_resend', value };
  await homeAfter(
    world,
    adam,
    () => Promise.all([world.slack.press(click), world.slack.press(click)]),
    'Sent a moment ago',
  );
  await world.letterTo('twice@example.com');
  await deliveriesAtRest(world);
  expect(letters('twice@example.com')).toBe(2);
});

test('replaces the link after asking: the old one is dead, the new one is sent, once', async () => {
  const { path } = await invite(world, 'leak@example.com');
  const value = menuOf(await openHome(world, adam, 'leak@'), 'leak@')['Replace link…'] ?? '';
  const click = { user: adam, in: 'home', actionId: menu, value };
  const { view } = await modalAfter(world, adam, () => world.slack.press(click));
  expect(linesOf(view).join()).toContain("leak@example.com's current link stops working");
  expect((await world.get(path)).status).toBe(200);
  const dead = "leak@example.com's old link no longer works";
  await homeAfter(world, adam, () => world.slack.submit({ user: adam }), dead);
  await forge(world, 'view_submission', {});
  const letter = await world.letterTo('leak@example.com');
  const fresh = linkIn(letter.parsed.text ?? '').path;
  expect(fresh).not.toBe(path);
  expect((await world.get(path)).status).toBe(410);
  expect((await world.get(fresh)).status).toBe(200);
  await deliveriesAtRest(world);
  expect(await invitationsOf(world, 'leak@example.com')).toMatchObject([{ generation: 2 }]);
  expect(letters('leak@example.com')).toBe(2);
});

test('revokes after asking, and shows it under Revoked', async () => {
  const { path } = await invite(world, 'oops@example.com');
  await revokeByMenu('oops@example.com');
  expect((await world.get(path)).status).toBe(410);
  await openHome(world, adam, 'Invite people');
  const home = await pressHome(world, adam, 'home.filter', { value: 'revoked', words: '*oops@' });
  expect(rowOf(home, '*oops@')).toContain('Revoked');
  await pressHome(world, adam, 'home.filter', { value: 'open' });
  // The address is free again.
  await invite(world, 'oops@example.com');
});

test('revokes an expired one, after asking', async () => {
  await invite(world, 'stale@example.com');
  world.clock.shiftMs += 8 * day;
  await openHome(world, adam, '*stale@example.com* · Member · ⚠️ Expired');
  const wanted = { user: adam, of: 'stale@example.com', entry: 'Revoke…' } as const;
  await chooseAndConfirm(world, wanted, "stale@example.com's invitation is revoked");
  expect(await invitationsOf(world, 'stale@example.com')).toMatchObject([
    { revoked_at: expect.anything() },
  ]);
});

test('refuses what a row offers that was accepted meanwhile', async () => {
  const { path } = await invite(world, 'fast@example.com');
  const options = menuOf(await openHome(world, olga, 'fast@'), 'fast@');
  expect((await world.post(path, signUpForm())).status).toBe(303);
  await homeForgets(world, olga, 'fast@');
  const sent = world.slack.requests.length;
  await stalePress(olga, options.Resend ?? '');
  await homeShows(world, olga, 'has just been accepted');
  await openHome(world, olga);
  for (const value of [options['Revoke…'], options['Replace link…']]) {
    const modal = await modalAfter(world, olga, () => stalePress(olga, value ?? ''));
    expect(linesOf(modal.view).join()).toContain('has just been accepted');
    expect(modal.view.submit).toBeUndefined();
  }
  expect(world.slack.requests.length).toBeGreaterThan(sent);
  expect(await invitationsOf(world, 'fast@example.com')).toMatchObject([
    { revoked_at: null, generation: 1 },
  ]);
});

/** Presses an entry of a menu that was on the screen a moment ago. */
async function stalePress(user: string, value: string): Promise<void> {
  const view = world.slack.openHomeView(user);
  const payload = {
    type: 'block_actions',
    team: { id: 'T0SANDBOX' },
    user: { id: user, team_id: 'T0SANDBOX' },
    api_app_id: 'A0APP',
    trigger_id: await triggerOf(user),
    container: { type: 'view', view_id: view?.id },
    view: { ...view?.view, id: view?.id, hash: 'stale', type: 'home' },
    actions: [
      { type: 'overflow', action_id: menu, block_id: 'row', selected_option: { value, text: {} } },
    ],
  };
  expect((await sendPayload(world, 'interactive', payload)).status).toBe(200);
}

/** A trigger that still lives: of a press that opens nothing. */
async function triggerOf(user: string): Promise<string> {
  await world.slack.press({ user, in: 'home', actionId: 'home.tab_invitations' });
  return lastSent<{ trigger_id: string }>(world, 'block_actions').trigger_id;
}

test('sends all expired ones again, as far as seats and domains allow', async () => {
  const expiresAt = new Date(Date.now() - 86_400_000);
  await insertInvitations(world, ['e1@ok.example', 'e2@ok.example', 'e3@no.example'], {
    expiresAt,
  });
  await setSettings(world, { allowed_domains: ['ok.example', 'example.com'] });
  const home = await openHome(world, adam, 'Resend all expired');
  const label = buttonsOf(home).find((each) => each.startsWith('Resend all expired'));
  const count = Number(/\((\d+)\)/.exec(label ?? '')?.[1]);
  expect(count).toBeGreaterThan(2);
  expect(JSON.stringify(home)).toContain(
    `We'll resend ${count} invitations. Their links will work for the full time again.`,
  );
  const shown = await pressHome(world, adam, 'home.resend_all', { words: 'Resent' });
  expect(linesOf(shown.blocks).join('\n')).toContain(
    `✅ Resent ${count - 1} invitations. 1 couldn't be resent`,
  );
  await world.letterTo('e1@ok.example');
  await world.letterTo('e2@ok.example');
  await deliveriesAtRest(world);
  expect(letters('e3@no.example')).toBe(0);
  await setSettings(world, { allowed_domains: [] });
});

test('sends a few hundred expired ones again in good time', async () => {
  const emails = Array.from({ length: 150 }, (_, index) => `crowd-${index}@example.net`);
  await insertInvitations(world, emails, { expiresAt: new Date(Date.now() - 86_400_000) });
  await openHome(world, adam, 'Resend all expired (151)');
  const shown = await pressHome(world, adam, 'home.resend_all', {
    words: 'Resent 151 invitations',
  });
  expect(buttonsOf(shown).join()).not.toContain('Resend all expired');
  const rows = await world.database.query(
    "SELECT id FROM invitations WHERE address LIKE 'crowd-%' AND expires_at > now()",
  );
  expect(rows).toHaveLength(150);
});

test('sends as many of the expired ones again as there are seats', async () => {
  const emails = ['s1@seat.example', 's2@seat.example', 's3@seat.example'];
  await insertInvitations(world, emails, { expiresAt: new Date(Date.now() - 86_400_000) });
  const [{ used } = {}] = await world.database.query(
    `SELECT (SELECT count(*) FROM members WHERE closed_at IS NULL)::int + (SELECT count(*) FROM invitations
       WHERE accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $1)::int AS used`,
    [new Date(Date.now() + world.clock.shiftMs)],
  );
  await setSettings(world, { seat_limit: Number(used) + 2 });
  await openHome(world, adam, 'Resend all expired');

  // Until now Home may say what came of an earlier press.
  const shown = await pressHome(world, adam, 'home.resend_all', { words: 'Resent 2' });

  expect(linesOf(shown.blocks).join('\n')).toMatch(
    /✅ Resent 2 invitations\. 1 couldn't be resent/,
  );
  await setSettings(world, { seat_limit: null });
  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE email LIKE '%@seat.example'",
  );
});
