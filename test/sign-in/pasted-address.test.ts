import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await joinAs(world, 'ana@example.com');
});
afterAll(() => world.stop());

test.each([
  '\u200bAna@example.com\u200e',
  'Ana Lee <ana@example.com>',
  'mailto:ana@example.com.',
  'ana＠example．com',
])('signs in with the address pasted as %j', async (typed) => {
  expect((await new Visitor(world).signIn(typed, goodPassword)).status).toBe(303);
});

test('signs nobody in when a word beside the address may be part of it', async () => {
  expect((await new Visitor(world).signIn('x ana@example.com', goodPassword)).status).toBe(400);
});

test('sends a link for a new password to a pasted address, and shows it as it was read', async () => {
  const answer = await new Visitor(world).post('/forgot', {
    email: 'Ana <ana@exam\u00adple.com>;',
  });
  const words = await textOf(answer);
  expect(words).toContain('If ana@example.com has an account');
  await world.letterTo('ana@example.com');
});

test.each([
  [' ', 'Enter your email address.'],
  ['\u200b', 'Enter your email address.'],
  ['nope', 'Enter a valid email address'],
  ['a@@b', 'Enter a valid email address'],
  ['ana@example', 'Enter a valid email address'],
  ['x ana@example.com', 'Enter a valid email address'],
  [`${'x'.repeat(999)}@example.com`, 'Enter a valid email address'],
])('what can be no address is refused at its field and is no try', async (email, text) => {
  const tries = () => world.database.query('SELECT key, acts FROM rate_limits ORDER BY key');
  const before = await tries();
  const visitor = new Visitor(world);
  for (const path of ['/sign-in', '/forgot']) {
    const answer = await visitor.post(path, { email, password: goodPassword });
    expect(answer.status, path).toBe(400);
    const html = await answer.text();
    const [, problem] = /id="email-problem">([^<]*)/.exec(html) ?? [];
    expect(problem, path).toContain(text);
    expect(html, path).toContain('<title>Please check: ');
    expect(html, path).not.toContain('Wrong ');
  }
  expect(await tries()).toEqual(before);
});
