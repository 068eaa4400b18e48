import { linesOf, personIn } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addPerson, allRows, goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { setUpSecondStep } from '../support/second-step-acts.ts';
import { dmAfter, openHome, pressHome, removeMember, setSettings } from '../support/slack-acts.ts';
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

async function askForLink(email: string, user = adam): Promise<ReturnType<typeof personIn>> {
  const person = personIn(world.slack, user);
  await openHome(world, user, 'Invite people');
  await pressHome(world, user, 'home.tab_members', { words: ['● Members', email] });
  await person.presses('Details', { of: email, in: 'home' });
  await person.waitsFor('modal', 'New sign-in link…');
  await person.presses('New sign-in link…', { in: 'modal' });
  return person;
}

const linkPattern = /http:\/\/localhost:3000(\/sign-in-link\/[A-Za-z0-9_-]{43})/;

/** Makes a link as an admin, and reads it out of the email. */
async function sendLink(email: string, { lost = false } = {}): Promise<string> {
  const person = await askForLink(email);
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
    password: 'quite another set of words',
  });
  expect(chosen.headers.get('location')).toContain('done=password');
  expect((await visitor().signIn('bo@example.com', 'quite another set of words')).status).toBe(303);
});
