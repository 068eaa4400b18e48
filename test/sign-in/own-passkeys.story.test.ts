import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, invite, joinAs } from '../support/acts.ts';
import { Authenticator } from '../support/authenticator.ts';
import { readable, textOf, Visitor } from '../support/browser-acts.ts';
import { resetPath } from '../support/page-states.ts';
import { joinByPasskey, PasskeyVisitor } from '../support/passkey-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const minute = 60_000;
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let people = 0;
function nextEmail(): string {
  people += 1;
  return `own${people}@example.com`;
}

const newDevice = () => new Authenticator(world.config.publicUrl);

/** The ids of a member's passkeys as their account page has them, in its order. */
async function idsOn(visitor: Visitor): Promise<string[]> {
  const page = await (await visitor.get('/account')).text();
  const ids = [...page.matchAll(/name="passkeyId" value="([^"]+)"/g)].map(([, id = '']) => id);
  return [...new Set(ids)];
}

async function actsOf(email: string): Promise<unknown[]> {
  const rows = await world.database.query(
    "SELECT act FROM audit_entries WHERE subject = $1 AND act LIKE 'passkey%' ORDER BY at",
    [email],
  );
  return rows.map(({ act }) => act);
}

const ledToSignIn = '/sign-in?again&return=%2Faccount';

test('several that the same browser made are told apart by their names', async () => {
  const email = nextEmail();
  const ana = await joinByPasskey(world, email, { headers: { 'user-agent': firefox } });
  await ana.add(newDevice());
  await ana.add(newDevice());

  const page = await (await ana.get('/account')).text();
  const names = [...page.matchAll(/<strong><bdi>([^<]+)<\/bdi>/g)].map(([, name]) => name);
  const name = 'Firefox on Windows';
  expect(names.sort()).toEqual([name, `${name} (2)`, `${name} (3)`]);
});

test('a member has several, with names, and removes those that are gone', async () => {
  const email = nextEmail();
  const ana = await joinByPasskey(world, email, { headers: { 'user-agent': firefox } });
  const asked = await ana.asked('/account/passkey-options');
  expect(asked.excludeCredentials?.map(({ id }) => id)).toEqual([ana.device.kept[0]?.id]);

  const phone = newDevice();
  expect((await ana.add(phone)).headers.get('location')).toBe('/account?done=add_passkey');
  const [first = '', second = ''] = await idsOn(ana);
  const renamed = await ana.post('/account', {
    act: 'rename_passkey',
    passkeyId: second,
    passkeyName: '  My phone ',
  });
  expect(renamed.headers.get('location')).toBe('/account?done=rename_passkey');
  const page = await textOf(await ana.get('/account'));
  expect(page).toContain('Firefox on Windows');
  expect(page).toContain('My phone');
  for (const passkeyId of ['zz', '00000000-0000-4000-8000-000000000000']) {
    const odd = await ana.post('/account', { act: 'rename_passkey', passkeyId, passkeyName: 'x' });
    expect(odd.status).toBe(303);
  }

  const removed = await ana.post('/account', { act: 'remove_passkey', passkeyId: first });
  expect(removed.headers.get('location')).toBe('/account?done=remove_passkey');
  const withFirst = new PasskeyVisitor(world, {}, ana.device);
  expect((await withFirst.signInByPasskey()).status).toBe(400);
  const withPhone = new PasskeyVisitor(world, {}, phone);
  expect((await withPhone.signInByPasskey()).status).toBe(303);
  expect(await actsOf(email)).toEqual(['passkey_added', 'passkey_removed']);
});

test('the last way in stays; with a password, or with another passkey, it may go', async () => {
  const ana = await joinByPasskey(world, nextEmail());
  const [id = ''] = await idsOn(ana);
  const refused = await ana.post('/account', { act: 'remove_passkey', passkeyId: id });
  expect(refused.status).toBe(400);
  expect(await textOf(refused)).toContain('This is your only way in.');
  expect((await ana.post('/account', { act: 'password', password: goodPassword })).status).toBe(
    303,
  );
  const removed = await ana.post('/account', { act: 'remove_passkey', passkeyId: id });
  expect(removed.status).toBe(303);
  expect(await idsOn(ana)).toEqual([]);
});

test('a suspended one is no way in, and may always go', async () => {
  const ana = await joinByPasskey(world, nextEmail());
  await ana.add(newDevice());
  const [first = '', second = ''] = await idsOn(ana);
  await world.database.query('UPDATE passkeys SET suspended_at = now() WHERE id = $1', [first]);
  const remove = (passkeyId: string) => ana.post('/account', { act: 'remove_passkey', passkeyId });
  expect((await remove(second)).status).toBe(400);
  expect((await remove(first)).status).toBe(303);
});

test('a name that cannot be is refused at its field', async () => {
  const ana = await joinByPasskey(world, nextEmail());
  const [passkeyId = ''] = await idsOn(ana);
  const refused = await ana.post('/account', {
    act: 'rename_passkey',
    passkeyId,
    passkeyName: ' ',
  });
  expect(refused.status).toBe(400);
  const page = await refused.text();
  expect(page).toContain('href="#passkeyName"');
  expect(page).toContain('id="passkeyName-problem"');
  expect(readable(page)).toContain('Enter a name for the passkey.');
});

test('what was typed stays in the field, without what nobody sees', async () => {
  const ana = await joinByPasskey(world, nextEmail());
  const [passkeyId = ''] = await idsOn(ana);
  const rename = async (passkeyName: string) => {
    const refused = await ana.post('/account', { act: 'rename_passkey', passkeyId, passkeyName });
    expect(refused.status).toBe(400);
    return await refused.text();
  };

  const long = `My phone ${'with a long name '.repeat(10)}`;
  expect(await rename(long)).toContain(`value="${long.trim()}"`);
  const odd = await rename('My\u202E phone');
  expect(odd).toContain('value="My phone"');
  expect(readable(odd)).toContain('The name contained characters that nobody can see.');
});

test("nobody touches another one's", async () => {
  const [ana, ben] = [
    await joinByPasskey(world, nextEmail()),
    await joinByPasskey(world, nextEmail()),
  ];
  await ben.add(newDevice());
  const [passkeyId = ''] = await idsOn(ben);
  await ana.post('/account', { act: 'rename_passkey', passkeyId, passkeyName: 'Mine' });
  await ana.post('/account', { act: 'remove_passkey', passkeyId });
  expect(await idsOn(ben)).toHaveLength(2);
  expect(await textOf(await ben.get('/account'))).not.toContain('Mine');
  // Nor with the challenge that another member was given.
  const passkey = newDevice().create(await ben.asked('/account/passkey-options'));
  expect((await ana.post('/account', { act: 'add_passkey', passkey })).status).toBe(400);
  for (const odd of ['', 'x', "'; DROP TABLE passkeys; --"]) {
    const answer = await ana.post('/account', { act: 'remove_passkey', passkeyId: odd });
    expect(answer.status, odd).toBe(303);
  }
});

test('whoever signed in a while ago signs in again before a way in changes', async () => {
  const ana = await joinByPasskey(world, nextEmail());
  const [passkeyId = ''] = await idsOn(ana);
  const passkey = newDevice().create(await ana.asked('/account/passkey-options'));
  world.clock.shiftMs += 16 * minute;
  const forms = [
    { act: 'add_passkey', passkey },
    { act: 'remove_passkey', passkeyId },
    { act: 'password', password: goodPassword },
  ];
  for (const form of forms) {
    const answer = await ana.post('/account', form);
    expect(answer.headers.get('location'), form.act).toBe(ledToSignIn);
  }
  const options = await ana.post('/account/passkey-options', {});
  expect(options.headers.get('location')).toBe(ledToSignIn);
  expect(await textOf(await ana.get(ledToSignIn))).toContain('Sign in once more');

  await ana.signInByPasskey();
  expect((await ana.add(newDevice())).headers.get('location')).toBe('/account?done=add_passkey');
});

test('without a password one is chosen without the current one', async () => {
  const email = nextEmail();
  const ana = await joinByPasskey(world, email);
  const page = await textOf(await ana.get('/account'));
  expect(page).toContain('Choose a password');
  expect(page).not.toContain('Current password');
  const weak = await ana.post('/account', { act: 'password', password: 'password1234' });
  expect(weak.status).toBe(400);
  await ana.post('/account', { act: 'password', password: goodPassword });
  expect((await new Visitor(world).signIn(email, goodPassword)).status).toBe(303);
  // From now on the current one is asked for.
  const wrong = await ana.post('/account', { act: 'password', password: 'quite another one' });
  expect(wrong.status).toBe(400);
});

test('a reset by email gives a first password, and the passkey stays', async () => {
  const email = nextEmail();
  const ana = await joinByPasskey(world, email);
  const path = await resetPath(world, email);
  const visitor = new Visitor(world);
  expect((await visitor.post(path, { password: goodPassword })).status).toBe(303);
  expect((await new Visitor(world).signIn(email, goodPassword)).status).toBe(303);
  expect((await ana.signInByPasskey()).status).toBe(303);
});

test('without a password one leaves by having signed in just now', async () => {
  const email = nextEmail();
  const ana = await joinByPasskey(world, email);
  world.clock.shiftMs += 16 * minute;
  const again = '/sign-in?again&return=%2Faccount%2Fleave';
  expect((await ana.get('/account/leave')).headers.get('location')).toBe(again);
  const [row] = await world.database.query('SELECT id FROM members WHERE address = $1', [email]);
  const form = { member: String(row?.id) };
  expect((await ana.post('/account/leave', form)).headers.get('location')).toBe(again);
  await ana.signInByPasskey();
  expect(await textOf(await ana.get('/account/leave'))).not.toContain('Your password So that');
  expect((await ana.post('/account/leave', form)).headers.get('location')).toBe('/left');
  expect(
    await world.database.query('SELECT 1 FROM passkeys WHERE member_id = $1', [row?.id]),
  ).toEqual([]);
  expect((await new PasskeyVisitor(world, {}, ana.device).signInByPasskey()).status).toBe(400);
});

test('with a password leaving asks for it, whatever else they have', async () => {
  const email = nextEmail();
  await joinAs(world, email);
  const ana = new PasskeyVisitor(world);
  await ana.signIn(email, goodPassword);
  await ana.add();
  const [row] = await world.database.query('SELECT id FROM members WHERE address = $1', [email]);
  expect((await ana.post('/account/leave', { member: String(row?.id) })).status).toBe(400);
});

test('no more are kept than anybody has', async () => {
  const ana = await joinByPasskey(world, nextEmail());
  await world.database.query(
    `INSERT INTO passkeys (id, credential_id, workspace_id, member_id, public_key, counter, name, created_at)
     SELECT gen_random_uuid(), sha256(p.credential_id || n::text::bytea), workspace_id, member_id,
       public_key, 0, 'One more', created_at
     FROM passkeys p, generate_series(1, 19) AS n WHERE credential_id = $1`,
    [Buffer.from(ana.device.kept[0]?.id ?? '', 'base64url')],
  );
  const refused = await ana.add(newDevice());
  expect(await textOf(refused)).toContain('as many passkeys as we can keep');
});

test('at an address that can have none, none are offered', async () => {
  const bare = await startWorld({ PUBLIC_URL: 'http://127.0.0.1:3000' });
  const { path } = await invite(bare, 'own@example.com');
  for (const page of [path, '/sign-in']) {
    expect(await (await bare.get(page)).text()).not.toContain('passkey');
  }
  expect((await new PasskeyVisitor(bare).post('/sign-in/passkey/options', {})).status).toBe(404);
  await bare.stop();
});
