import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp } from '../../src/app.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { goodPassword, invite, joinAs, signUpForm } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';
import { shortly } from './support.ts';

const [oldSecret, newSecret] = [
  'old-secret-old-secret-old-secret-old',
  'new-secret-new-secret-new-secret-new',
];

let world: World;
beforeAll(async () => {
  world = await startWorld({ APP_SECRET: oldSecret });
});
afterAll(() => world.stop());

/** The app started anew on the same database with these secrets, while somebody visits it. */
async function withSecrets(
  appSecrets: string[],
  visit: (url: string) => Promise<void>,
): Promise<void> {
  const logs: string[] = [];
  const log = createLogger({ level: 'error', sink: { write: (line) => void logs.push(line) } });
  const config = { ...world.config, appSecrets, databaseUrl: world.database.url };
  const shared = Object.create(world.database.database, {
    close: { value: async () => undefined },
  });
  const app = await startApp(config, {
    log,
    clock: world.clock,
    host: '127.0.0.1',
    database: shared,
  });
  try {
    await visit(`http://127.0.0.1:${app.port}`);
  } finally {
    await app.stop();
  }
  expect(logs.map(shortly)).toEqual([]);
}

async function post(url: string, body: FormData): Promise<number> {
  const headers = { 'sec-fetch-site': 'same-origin' };
  return (await fetch(url, { method: 'POST', body, headers, redirect: 'manual' })).status;
}

/** The reset link in the last email to somebody who asks for one. */
async function resetPathOf(email: string): Promise<string> {
  const asked = new FormData();
  asked.set('email', email);
  await world.post('/forgot', asked);
  const letter = await world.letterTo(email);
  return /\/reset\/[\w-]+/.exec(letter.parsed.text ?? '')?.[0] ?? '';
}

test('a new secret beside the old one breaks nothing; without the old one its links are dead, calmly', async () => {
  const first = await invite(world, 'first@example.com');
  const second = await invite(world, 'second@example.com');
  const { cookie } = await joinAs(world, 'member@example.com');
  const reset = await resetPathOf('member@example.com');

  await withSecrets([newSecret, oldSecret], async (url) => {
    expect((await fetch(url + first.path)).status).toBe(200);
    expect((await fetch(url + reset)).status).toBe(200);
    expect(
      (await fetch(`${url}/account`, { headers: { cookie }, redirect: 'manual' })).status,
    ).toBe(200);
    expect(await post(url + first.path, signUpForm({ displayName: 'First' }))).toBe(303);
  });

  await withSecrets([newSecret], async (url) => {
    // Sessions are rows, and go on.
    expect(
      (await fetch(`${url}/account`, { headers: { cookie }, redirect: 'manual' })).status,
    ).toBe(200);
    const page = await fetch(url + second.path);
    expect(page.status).toBe(404);
    expect(await page.text()).toContain('<html');
    expect(await post(url + second.path, signUpForm())).toBe(404);
    expect((await fetch(url + reset)).status).toBe(410);
    const chosen = new FormData();
    chosen.set('password', `${goodPassword} again`);
    expect(await post(url + reset, chosen)).toBe(410);
  });

  const rows = await world.database.query('SELECT address FROM members ORDER BY address');
  expect(rows).toEqual([{ address: 'first@example.com' }, { address: 'member@example.com' }]);
  expect((await world.get(second.path)).status).toBe(200);
}, 60_000);
