import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goodPassword, invite, joinAs, sessionCookies } from '../support/acts.ts';
import { Authenticator, type Odd } from '../support/authenticator.ts';
import { textOf } from '../support/browser-acts.ts';
import { joinByPasskey, PasskeyVisitor } from '../support/passkey-acts.ts';
import { startWorld, type World } from '../support/world.ts';

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

describe('joining with a passkey', () => {
  test.each<[string, Odd]>([
    ['for another site', { origin: 'https://evil.example' }],
    ['for another host', { siteId: 'evil.example' }],
    ['by nobody who was verified', { isVerified: false }],
    ['for another challenge', { challenge: 'A'.repeat(43) }],
    ['in a frame of another site', { crossOrigin: true }],
    ['with a statement of a maker', { format: 'android-key' }],
  ])('that was made %s is refused, and the link goes on working', async (_, odd) => {
    const { path } = await invite(world, nextEmail());
    const ana = new PasskeyVisitor(world);
    const refused = await ana.join(path, {}, odd);
    expect(refused.status).toBe(400);
    expect(await textOf(refused)).toContain("We couldn't use that passkey.");
    expect((await ana.join(path)).status).toBe(303);
    // The first was of the same user, so the device has one.
    expect(ana.device.kept).toHaveLength(1);
  });

  test('takes a challenge of this very link only', async () => {
    const [one, other] = [await invite(world, nextEmail()), await invite(world, nextEmail())];
    const ana = new PasskeyVisitor(world);
    const passkey = ana.device.create(await ana.asked(`${one.path}/passkey-options`));
    const refused = await ana.post(other.path, { displayName: 'Ana', passkey });
    expect(refused.status).toBe(400);
  });

  test('needs a name, and a passkey that nobody has', async () => {
    const { path } = await invite(world, nextEmail());
    const ana = new PasskeyVisitor(world);
    const nameless = await ana.join(path, { displayName: ' ' });
    expect(await textOf(nameless)).toContain('Enter your name.');

    const joined = await joinByPasskey(world, nextEmail());
    const taken = joined.device.kept[0]?.id ?? '';
    const made = ana.device.create(await ana.asked(`${path}/passkey-options`));
    const passkey = JSON.stringify({ ...JSON.parse(made), id: taken });
    expect((await ana.post(path, { displayName: 'Ana', passkey })).status).toBe(400);
  });

  test('a link that works no more gives no challenge', async () => {
    const answer = await new PasskeyVisitor(world).post(
      `/join/${'A'.repeat(43)}/passkey-options`,
      {},
    );
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('{}');
  });

  test('a picture that cannot be used is left out and said', async () => {
    const { path } = await invite(world, nextEmail());
    const avatar = new File([new Uint8Array(500)], 'me.png', { type: 'image/png' });
    const ana = new PasskeyVisitor(world);
    const joined = await ana.join(path, { avatar });
    expect(joined.headers.get('location')).toBe('/account?joined&picture=not_a_picture');
  });
});

describe('a passkey of which there is a copy', () => {
  test('is suspended, and the member hears of it', async () => {
    const email = nextEmail();
    const ana = await joinByPasskey(world, email);
    await ana.signInByPasskey({ counter: 7 });
    const copy = new PasskeyVisitor(world, {}, ana.device);
    const refused = await copy.signInByPasskey({ counter: 7 });
    expect(refused.status).toBe(400);
    expect(sessionCookies(refused)).toEqual([]);
    const told = await world.letterTo(email);
    expect(told.parsed.subject).toBe('A passkey for Sandbox was suspended');

    const entries = await world.database.query(
      "SELECT subject FROM audit_entries WHERE act = 'passkey_suspended' AND subject = $1",
      [email],
    );
    expect(entries).toHaveLength(1);
    // Nor does the original let anybody in any more.
    expect((await copy.signInByPasskey({ counter: 8 })).status).toBe(400);
    expect(await textOf(await ana.get('/account'))).toContain('Suspended');
  });

  test('one that counts nothing is used as often as anybody likes', async () => {
    const { path } = await invite(world, nextEmail());
    const synced = new Authenticator(world.config.publicUrl, { counts: false });
    const ana = new PasskeyVisitor(world, {}, synced);
    await ana.join(path);
    for (let round = 0; round < 2; round += 1) {
      expect((await ana.signInByPasskey()).status).toBe(303);
    }
  });
});

describe('whoever signs in with a password', () => {
  test('signs in with a passkey, too, once they have added one', async () => {
    const email = nextEmail();
    await joinAs(world, email);
    const ana = new PasskeyVisitor(world);
    await ana.signIn(email, goodPassword);
    const added = await ana.add();
    expect(added.headers.get('location')).toBe('/account?done=add_passkey');
    await world.letterTo(email);
    expect((await ana.signInByPasskey()).status).toBe(303);
    expect(await waysOf(email)).toContain('passkey');
  });
});
