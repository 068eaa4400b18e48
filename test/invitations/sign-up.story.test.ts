import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  allRows,
  cookieOf,
  deliveriesAtRest,
  goodPassword,
  invite,
  sessionCookies,
  signUpForm,
} from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function memberRows(address: string): Promise<Record<string, unknown>[]> {
  return await world.database.query('SELECT * FROM members WHERE address = $1', [address]);
}

/** The inputs of a page by name: what each holds, and whether it is marked as wrong. */
function inputsOf(html: string): Map<string, { value: string | undefined; bad: boolean }> {
  return new Map(
    [...html.matchAll(/<input[^>]*>/g)].map(([input]) => [
      /name="([^"]*)"/.exec(input)?.[1] ?? '',
      { value: /value="([^"]*)"/.exec(input)?.[1], bad: input.includes('aria-invalid="true"') },
    ]),
  );
}

test('shows whose invitation it is; the address is not asked for', async () => {
  const { path } = await invite(world, 'Nora.Nice@Example.com');
  const response = await world.get(path);
  expect(response.status).toBe(200);
  const html = await response.text();
  expect(html).toContain('Sandbox');
  expect(html).toContain('Adam Admin');
  expect(html).toContain('Nora.Nice@Example.com');
  const inputs = inputsOf(html);
  expect([...inputs.keys()]).toEqual(
    expect.arrayContaining(['displayName', 'password', 'avatar', 'username']),
  );
  expect(html).toMatch(/<input[^>]*name="username"[^>]*readonly/);
});

test('changes nothing when the link is opened, by whomever and however often', async () => {
  const { path } = await invite(world, 'seen@example.com');
  await deliveriesAtRest(world);
  const before = await allRows(world);
  const robots = [
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) SafeLinks',
  ];
  for (const agent of ['a browser', ...robots]) {
    for (const method of ['GET', 'HEAD', 'GET']) {
      const response = await fetch(world.url + path, { method, headers: { 'user-agent': agent } });
      expect(response.status).toBe(200);
      expect(sessionCookies(response)).toEqual([]);
      await response.text();
    }
  }
  const prefetch = await world.get(path, { 'sec-purpose': 'prefetch', purpose: 'prefetch' });
  expect(prefetch.status).toBe(200);
  expect(await allRows(world)).toEqual(before);
});

/** The link of somebody who types all this, one after the other. */
let pickysPath: string;
beforeAll(async () => {
  pickysPath = (await invite(world, 'picky@example.com')).path;
  await deliveriesAtRest(world);
});

test.each([
  ['an empty name', { displayName: '  ' }, 'displayName'],
  ['a name of 81 characters', { displayName: 'x'.repeat(81) }, 'displayName'],
  ['a name that turns the text around', { displayName: 'ab\u202Ecd' }, 'displayName'],
  ['a short password', { password: 'x'.repeat(14) }, 'password'],
  ['an endless password', { password: 'x'.repeat(257) }, 'password'],
])('refuses %s, says so at the field, and lets nobody in', async (_what, fields, field) => {
  const before = await allRows(world);
  const typed: Record<string, string | File> = { displayName: 'Pia', ...fields };
  const response = await world.post(pickysPath, signUpForm(typed));
  expect(response.status).toBe(400);
  expect(sessionCookies(response)).toEqual([]);
  const html = await response.text();
  const inputs = inputsOf(html);
  const bad = [...inputs].filter(([, input]) => input.bad).map(([name]) => name);
  expect(bad).toEqual([field]);
  expect(html).toMatch(new RegExp(`id="${field}-problem">[^<]{10,}<`));
  if (field !== 'displayName') expect(inputs.get('displayName')?.value).toBe('Pia');
  expect(inputs.get('password')?.value).toBeUndefined();
  expect(html).not.toContain(goodPassword);
  expect(await allRows(world)).toEqual(before);
});

test('says all that is wrong at once, and takes the corrected form', async () => {
  const { path } = await invite(world, 'retry@example.com');
  const empty = await world.post(path, new FormData());
  expect(empty.status).toBe(400);
  const bad = [...inputsOf(await empty.text())].filter(([, { bad: isBad }]) => isBad);
  expect(bad.map(([name]) => name)).toEqual(['displayName', 'password']);
  expect((await world.post(path, signUpForm())).status).toBe(303);
});

test('shows a name with markup as text', async () => {
  const { path } = await invite(world, 'markup@example.com');
  const displayName = '"><script>alert(1)</script>';
  const refused = await world.post(path, signUpForm({ displayName, password: 'short' }));
  expect(await refused.text()).not.toContain('<script>alert');
  const cookie = cookieOf(await world.post(path, signUpForm({ displayName })));
  const account = await (await world.get('/account', { cookie })).text();
  expect(account).not.toContain('<script>alert');
  expect(account).toContain('&lt;script&gt;');
});

test('believes nothing but name, password and picture', async () => {
  const { path } = await invite(world, 'modest@example.com', { role: 'member' });
  const form = signUpForm({
    email: 'boss@example.com',
    username: 'boss@example.com',
    address: 'boss@example.com',
    role: 'admin',
    workspace: 'T0OTHER',
    workspaceId: '00000000-0000-4000-8000-000000000000',
    generation: '99',
    __proto__: 'x',
    'constructor[prototype][role]': 'admin',
  });
  expect((await world.post(path, form)).status).toBe(303);
  expect(await memberRows('boss@example.com')).toEqual([]);
  expect(await memberRows('modest@example.com')).toMatchObject([
    { email: 'modest@example.com', role: 'member' },
  ]);
});

test('takes the first of several fields of one name', async () => {
  const { path } = await invite(world, 'double@example.com');
  const form = signUpForm();
  form.append('displayName', 'Other');
  form.append('password', 'x');
  expect((await world.post(path, form)).status).toBe(303);
  expect(await memberRows('double@example.com')).toMatchObject([{ display_name: 'Ana' }]);
});

test('takes a form without files too, as a browser without the file field sends it', async () => {
  const { path } = await invite(world, 'plain@example.com');
  const response = await fetch(world.url + path, {
    method: 'POST',
    body: new URLSearchParams({ displayName: ' Zoë  ', password: 'пароль-из-многих-букв' }),
    headers: { 'sec-fetch-site': 'same-origin' },
    redirect: 'manual',
  });
  expect(response.status).toBe(303);
  expect(await memberRows('plain@example.com')).toMatchObject([{ display_name: 'Zoë' }]);
});

function manySigns(count: number): string {
  return String.fromCodePoint(...Array.from({ length: count }, (_, index) => 0x1f300 + index));
}

test.each([
  ['full-width letters', 'wide@example.com', 'ｐａｓｓｗｏｒｄ-wide-0001'],
  ['256 signs beyond the BMP', 'signs@example.com', manySigns(256)],
  ['words and spaces only', 'spaces@example.com', '  four blank corners  '],
])('takes a password of %s', async (_what, email, password) => {
  const { path } = await invite(world, email);
  const joined = await world.post(path, signUpForm({ password }));
  expect(joined.status).toBe(303);
  expect(joined.headers.get('location')).toBe('/account?joined');
  const account = await world.get('/account', { cookie: cookieOf(joined) });
  expect(account.status).toBe(200);
});
