import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, invite, joinAs, signUpForm } from '../support/acts.ts';
import { formOf, textOf, Visitor } from '../support/browser-acts.ts';
import { setUpSecondStep } from '../support/second-step-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// A browser that keeps no cookies: whoever comes with it isn't led in a circle without a word.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await joinAs(world, 'ana@example.com');
});
afterAll(() => world.stop());

const noCookies = "this browser doesn't keep cookies";

/** Sends a form, and follows where it leads without any cookie, as a browser would. */
async function sendAndFollow(path: string, form: FormData, referer: string): Promise<string> {
  const sent = await world.post(path, form, { referer: `${world.config.publicUrl}${path}` });
  expect(sent.status).toBe(303);
  const next = await world.get(sent.headers.get('location') ?? '', { referer });
  expect(next.status).toBe(401);
  const html = await next.clone().text();
  expect(html).toMatch(/href="\/sign-in\?return=%2Faccount["%]/);
  return await textOf(next);
}

/** The path of a link for a new password. */
async function resetPathOf(email: string): Promise<string> {
  await world.post('/forgot', formOf({ email }));
  // Perhaps after an email about signing in.
  for (;;) {
    const { parsed } = await world.letterTo(email);
    const [, path] = /https?:\/\/[^/\s]+(\/reset\/[\w-]+)/.exec(parsed.text ?? '') ?? [];
    if (path !== undefined) return path;
  }
}

test('joining with it worked, and the page says so', async () => {
  const { path } = await invite(world, 'ben@example.com');
  // From an address with a token nothing but the host is told.
  const text = await sendAndFollow(path, signUpForm(), `${world.config.publicUrl}/`);
  expect(text).toContain("Just joined? That worked: you're in");
  expect(text).toContain(noCookies);
});

test('so did signing in', async () => {
  const form = formOf({ email: 'ana@example.com', password: goodPassword });
  const from = `${world.config.publicUrl}/sign-in?return=%2Faccount`;
  const text = await sendAndFollow('/sign-in', form, from);
  expect(text).toContain('Just signed in? That worked');
  expect(text).toContain(noCookies);
});

test('so did the password of whoever is asked for a code then', async () => {
  const email = 'cleo@example.com';
  await joinAs(world, email);
  const cleo = new Visitor(world);
  await cleo.signIn(email, goodPassword);
  await setUpSecondStep(world, cleo);

  const form = formOf({ email, password: goodPassword });
  const from = `${world.config.publicUrl}/sign-in?return=%2Faccount`;
  const text = await sendAndFollow('/sign-in', form, from);
  expect(text).toContain(noCookies);
  const reset = formOf({ password: `another ${goodPassword}` });
  const host = `${world.config.publicUrl}/`;
  expect(await sendAndFollow(await resetPathOf(email), reset, host)).toContain(noCookies);
  // By a link from elsewhere it only leads to where everybody begins.
  const found = await world.get('/sign-in/code');
  expect([found.status, found.headers.get('location')]).toEqual([303, '/sign-in']);
});

test('so did choosing a new password', async () => {
  const path = await resetPathOf('ana@example.com');
  const form = formOf({ password: `another ${goodPassword}` });
  const text = await sendAndFollow(path, form, `${world.config.publicUrl}/`);
  expect(text).toContain("Just chose a new password? That worked: it's saved");
  expect(text).toContain(noCookies);
});

test('who only comes by without a session reads nothing of it', async () => {
  for (const referer of ['', 'x', `${world.config.publicUrl}/`, 'https://evil.example/sign-in']) {
    const text = await textOf(await world.get('/account', { referer }));
    expect(text).toContain('Sign in to pick up where you left off.');
    expect(text).not.toContain('cookies');
  }
  // Whose session has ended since, and who still has another cookie, keeps cookies.
  const ended = { cookie: 'browser=x', referer: `${world.config.publicUrl}/sign-in` };
  for (const path of ['/account', '/account?joined', '/account?done=reset']) {
    expect(await textOf(await world.get(path, ended))).not.toContain('cookies');
  }
  // By a link to it from elsewhere nothing is claimed.
  const text = await textOf(await world.get('/account?joined'));
  expect(text).toMatch(/^.*You're signed out.*Nobody is signed in.*Just joined\?/);
});

test('a wrong password leads nowhere, with or without cookies', async () => {
  const form = formOf({ email: 'ana@example.com', password: 'not the right one' });
  const wrong = await world.post('/sign-in', form, {
    referer: `${world.config.publicUrl}/sign-in`,
  });
  expect(wrong.status).toBe(400);
  expect(await textOf(wrong)).not.toContain('cookies');
});
