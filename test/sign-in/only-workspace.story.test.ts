import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinAs } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await joinAs(world, 'ana@example.com');
});
afterAll(() => world.stop());

test('asks for address and password only, as there is one workspace', async () => {
  const page = await world.get('/sign-in');

  const html = await page.text();
  expect(page.status).toBe(200);
  expect(html).toContain('<title>Sign in to Sandbox</title>');
  expect(html).toMatch(/<input id="email"[^>]*autocomplete="username webauthn"/);
  expect(html).toMatch(/<input id="password"[^>]*autocomplete="current-password"/);
  expect(html).not.toContain('id="workspaceName"');
  expect(page.headers.get('x-robots-tag')).toBe('all');
});
