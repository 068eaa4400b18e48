import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goodPassword, invite, joinAs, sessionCookies } from '../support/acts.ts';
import { Authenticator } from '../support/authenticator.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { joinByPasskey, PasskeyVisitor } from '../support/passkey-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const minute = 60_000;
const chrome =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36';
let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

let people = 0;
function nextEmail(): string {
  people += 1;
  return `key${people}@example.com`;
}

async function waysOf(email: string): Promise<unknown[]> {
  const rows = await world.database.query(
    `SELECT s.way::text AS way FROM sessions s JOIN members m ON m.id = s.member_id
     WHERE m.address = $1 ORDER BY s.created_at`,
    [email],
  );
  return rows.map(({ way }) => way);
}

test('whoever is invited joins with a passkey, and signs in with it, without typing an address', async () => {
  const email = nextEmail();
  const { path } = await invite(world, email);
  const ana = new PasskeyVisitor(world, { 'user-agent': chrome });
  const joined = await ana.join(path);
  expect(joined.status).toBe(303);
  expect(joined.headers.get('location')).toBe('/account?joined');
  const page = await textOf(await ana.get('/account'));
  expect(page).toContain('Chrome on Mac');
  expect(page).toContain('not used yet');

  const elsewhere = new PasskeyVisitor(world, {}, ana.device);
  const signedIn = await elsewhere.signInByPasskey();
  expect(signedIn.headers.get('location')).toBe('/account');
  expect(await textOf(await elsewhere.get('/account'))).toContain(email);
  expect(await waysOf(email)).toEqual(['passkey', 'passkey']);
  const [row] = await world.database.query(
    `SELECT m.password_hash, p.counter::int AS counter, p.last_used_at IS NOT NULL AS used
     FROM members m JOIN passkeys p ON p.member_id = m.id WHERE m.address = $1`,
    [email],
  );
  expect(row).toEqual({ password_hash: null, counter: 1, used: true });
});
