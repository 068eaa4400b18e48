import { linesOf, personIn } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { addPerson, allRows, goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { type SetUp, setUpSecondStep } from '../support/second-step-acts.ts';
import { askForLink, linkPattern } from '../support/sign-in-link-acts.ts';
import { openHome, pressHome, removeMember, setSettings } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// An admin lets a member back in who has lost every way in.

const adam = 'U0ADAM';
const minute = 60_000;
let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterEach(async () => {
  if (world.slack.modal(adam)) await world.slack.close({ user: adam, all: true });
});
afterAll(() => world.stop());

let visitors = 0;
function visitor(): Visitor {
  visitors += 1;
  return new Visitor(world, { 'x-forwarded-for': `203.0.113.${visitors}` });
}

async function waysOf(email: string): Promise<unknown[]> {
  const rows = await world.database.query(
    'SELECT s.way::text FROM sessions s JOIN members m ON m.id = s.member_id WHERE m.address = $1',
    [email],
  );
  return rows.map(({ way }) => way);
}

/** Makes a link as an admin, and reads it out of the email. */
async function sendLink(email: string, { lost = false, user = adam } = {}): Promise<string> {
  const person = await askForLink(world, email, user);
  await person.waitsFor('modal', `(${email}) back in`);
  await person.submits(lost ? { 'Second step': ['They have lost their second step, too'] } : {});
  await person.waitsFor('home', 'A sign-in link is on its way to');
  // There may be letters about what they did before.
  for (;;) {
    const { parsed } = await world.letterTo(email);
    const [, path] = linkPattern.exec(parsed.text ?? '') ?? [];
    if (path) return path;
  }
}

const newPassword = 'quite another set of words';

async function changed(who: Visitor, form: Record<string, string>): Promise<void> {
  const answer = await who.post('/account', form);
  expect(answer.headers.get('location')).toBe(`/account?done=${form.act}`);
}

async function reset(who: Visitor, email: string): Promise<void> {
  await who.post('/forgot', { email });
  for (;;) {
    const { parsed } = await world.letterTo(email);
    const [, path] = /http:\/\/localhost:3000(\/reset\/\S+)/.exec(parsed.text ?? '') ?? [];
    if (!path) continue;
    expect((await who.post(path, { password: newPassword })).status).toBe(303);
    return;
  }
}

test('signs in once, by a button: looking at it does nothing', async () => {
  await joinAs(world, 'bo@example.com', { displayName: 'Bo' });
  const path = await sendLink('bo@example.com');
  const bo = visitor();

  for (let looks = 0; looks < 3; looks += 1) {
    const page = await bo.get(path);
    expect(page.status).toBe(200);
    expect(page.headers.get('referrer-policy')).toBe('strict-origin');
    expect(await textOf(page)).toContain('An admin made this link for bo@example.com');
  }
  expect((await bo.get('/account')).status).toBe(401);
  const used = await bo.post(path, {});
  expect(used.headers.get('location')).toBe('/account?done=link');
  const account = await textOf(await bo.get('/account?done=link'));
  expect(account).toContain('Choose a new password or add a passkey now');
  expect((await visitor().post(path, {})).status).toBe(410);
  expect((await visitor().get(path)).status).toBe(410);

  const told = await world.letterTo('bo@example.com');
  expect(told.parsed.subject).toContain('A sign-in link was used');
  const rows = (await allRows(world)).join('\n');
  expect(rows).not.toContain(path.split('/')[2]);
  expect(JSON.stringify(world.logs)).not.toContain(path.split('/')[2]);
  await openHome(world, adam, 'Invite people');
  const activity = await pressHome(world, adam, 'home.tab_activity', { words: '● Activity' });
  expect(linesOf(activity).join('\n')).toMatch(
    /Bo signed in by the link that[\s\S]*made a new sign-in link for Bo/,
  );

  // Whoever forgot their password chooses another without it, and nobody else does.
  const chosen = await bo.post('/account', {
    act: 'password',
    password: newPassword,
  });
  expect(chosen.headers.get('location')).toContain('done=password');
  expect((await visitor().signIn('bo@example.com', newPassword)).status).toBe(303);
});

describe('the second step', () => {
  async function withSecondStep(email: string): Promise<SetUp> {
    await joinAs(world, email);
    const home = visitor();
    await home.signIn(email, goodPassword);
    return await setUpSecondStep(world, home);
  }

  test('is asked for after a link as after a password', async () => {
    const { app } = await withSecondStep('cy@example.com');
    const path = await sendLink('cy@example.com');
    const cy = visitor();

    const used = await cy.post(path, {});

    expect(used.headers.get('location')).toMatch(/^\/sign-in\/code\?return=/);
    expect((await cy.get('/account')).status).toBe(401);
    await cy.post('/sign-in/code', { code: app.nextCode() });
    expect(await textOf(await cy.get('/account'))).toContain('You have 10 recovery codes left.');
    expect(await waysOf('cy@example.com')).toContain('link');
  });

  test('goes where the admin says that it is lost, and where it is asked for another is set up first', async () => {
    const { codes } = await withSecondStep('di@example.com');
    const path = await sendLink('di@example.com', { lost: true });
    await setSettings(world, { second_step: 'everybody' });
    const di = visitor();

    const used = await di.post(path, {});

    expect(used.headers.get('location')).toBe('/account?done=link');
    const held = await di.get('/account');
    expect([held.status, held.headers.get('location')]).toEqual([
      303,
      '/account/second-step?return=%2Faccount',
    ]);
    await setUpSecondStep(world, di, held.headers.get('location') ?? '');
    expect((await di.get('/account')).status).toBe(200);
    await setSettings(world, { second_step: 'optional' });
    await visitor().signIn('di@example.com', goodPassword);
    const thief = visitor();
    await thief.signIn('di@example.com', goodPassword);
    expect((await thief.post('/sign-in/code', { code: codes[0] ?? '' })).status).toBe(400);
    const acts = await world.database.query(
      "SELECT detail->>'why' AS why FROM audit_entries WHERE act = 'second_step_off'",
    );
    expect(acts).toEqual([{ why: 'they used a sign-in link from an admin' }]);
  });
});

test('is dead when another was made, when it is late, and when they are signed out everywhere', async () => {
  await joinAs(world, 'ed@example.com', { displayName: 'Ed' });
  const first = await sendLink('ed@example.com');
  const second = await sendLink('ed@example.com');
  expect((await visitor().post(first, {})).status).toBe(410);
  expect((await visitor().get(second)).status).toBe(200);
  world.clock.shiftMs += 10 * minute;
  expect((await visitor().post(second, {})).status).toBe(410);

  const third = await sendLink('ed@example.com');
  await pressHome(world, adam, 'home.tab_members', { words: ['● Members', 'ed@example.com'] });
  const person = personIn(world.slack, adam);
  await person.presses('Details', { of: 'ed@example.com', in: 'home' });
  await person.waitsFor('modal', 'Sign out everywhere…');
  await person.presses('Sign out everywhere…', { in: 'modal' });
  await person.waitsFor('modal', 'out everywhere?');
  await person.submits();
  await person.waitsFor('home', 'Ed is signed out everywhere');
  expect((await visitor().post(third, {})).status).toBe(410);
  expect((await visitor().get('/sign-in-link/nothing-of-ours')).status).toBe(404);
});

test('is dead once they, or the admin who made it, are removed', async () => {
  const mo = addPerson(world, { id: 'U0MO', name: 'Mo', email: 'mo@example.com' });
  await joinAs(world, 'mo@example.com', { displayName: 'Mo', role: 'admin' });
  await joinAs(world, 'flo@example.com', { displayName: 'Flo' });
  await joinAs(world, 'gus@example.com', { displayName: 'Gus' });
  const ofFlo = await sendLink('flo@example.com');
  const ofGus = await sendLink('gus@example.com', { user: mo });
  expect((await visitor().get(ofFlo)).status).toBe(200);
  expect((await visitor().get(ofGus)).status).toBe(200);

  await removeMember(world, adam, 'flo@example.com');
  await removeMember(world, adam, 'mo@example.com');

  expect((await visitor().post(ofFlo, {})).status).toBe(410);
  expect((await visitor().post(ofGus, {})).status).toBe(410);
});

test.each([
  [
    'choose another password',
    (who: Visitor) =>
      changed(who, { act: 'password', current: goodPassword, password: newPassword }),
  ],
  ['reset their password', reset],
  ['sign out everywhere else', (who: Visitor) => changed(who, { act: 'end_others' })],
  ['set a second step up', (who: Visitor) => setUpSecondStep(world, who)],
])('is dead once they %s themselves', async (what, act) => {
  const email = `${what.replaceAll(' ', '-')}@example.com`;
  await joinAs(world, email);
  const path = await sendLink(email);
  const own = visitor();
  await own.signIn(email, goodPassword);
  expect((await visitor().get(path)).status).toBe(200);

  await act(own, email);

  expect((await own.get('/account')).status).toBe(200);
  expect((await visitor().post(path, {})).status).toBe(410);
});

test('is dead once whoever made it, or waits for it, is no longer Admin', async () => {
  const pam = addPerson(world, { id: 'U0PAM', name: 'Pam', email: 'pam@example.com' });
  await joinAs(world, 'pam@example.com', { displayName: 'Pam', role: 'admin' });
  await joinAs(world, 'quy@example.com', { displayName: 'Quy' });
  const byPam = await sendLink('quy@example.com', { user: pam });
  const forPam = await sendLink('pam@example.com');

  const person = personIn(world.slack, adam);
  await world.slack.close({ user: adam, all: true });
  await person.presses('Details', { of: 'pam@example.com', in: 'home' });
  await person.waitsFor('modal', 'Change role…');
  await person.presses('Change role…', { in: 'modal' });
  await person.waitsFor('modal', 'Role');
  await person.submits({ Role: 'Member' });
  await person.waitsFor('home', 'Pam is now a member');

  expect((await visitor().post(byPam, {})).status).toBe(410);
  expect((await visitor().post(forPam, {})).status).toBe(410);
});

test('nobody makes one for themselves, nor who is no admin any more when they say yes', async () => {
  const ned = addPerson(world, { id: 'U0NED', name: 'Ned', email: 'ned@example.com' });
  await joinAs(world, 'ned@example.com', { displayName: 'Ned', role: 'admin' });
  await joinAs(world, 'hal@example.com', { displayName: 'Hal' });
  const asNed = await askForLink(world, 'ned@example.com', ned);
  await asNed.waitsFor('modal', "You can't make a sign-in link for yourself");
  await world.slack.close({ user: ned, all: true });

  await askForLink(world, 'hal@example.com', ned);
  await asNed.waitsFor('modal', '(hal@example.com) back in');
  await world.database.query("UPDATE members SET role = 'member' WHERE email = 'ned@example.com'");
  await asNed.submits();
  await asNed.waitsFor('modal', 'Only admins can do this');
  expect(await world.database.query('SELECT link_id FROM sign_in_links')).toEqual([]);
});
