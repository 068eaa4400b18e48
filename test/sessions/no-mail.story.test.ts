import { afterAll, beforeAll, expect, test } from 'vitest';
import { textOf } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ SMTP_URL: 'none' });
});
afterAll(() => world.stop());

test('a server without e-mail says whom to ask, and offers no form', async () => {
  const page = await world.get('/forgot');

  expect(page.status).toBe(200);
  const words = await textOf(page);
  expect(words).toContain('Please ask an admin of your workspace');
  expect(words).not.toContain('Send me a link');
});
