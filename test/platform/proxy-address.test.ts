import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieOf, invite, signUpForm } from '../support/acts.ts';
import { textOf } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

test.each([
  ['address and port', '203.0.113.9:5555', '203.0.113.9'],
  ['IPv6 in brackets', '6.6.6.6, [2001:DB8::1]:443', '2001:db8::1'],
  ['IPv4 inside IPv6', '::ffff:203.0.113.9', '203.0.113.9'],
  ['8000 digits', '7'.repeat(8000), '127.0.0.1'],
  ['a tag', '<script>', '127.0.0.1'],
])('of a proxy that says %s only an address is kept', async (what, said, kept) => {
  const { path: link } = await invite(world, `${what.replaceAll(' ', '.')}@example.com`);

  const joined = await world.post(link, signUpForm(), { 'x-forwarded-for': said });

  const account = await textOf(await world.get('/account', { cookie: cookieOf(joined) }));
  expect(account).toContain(`${kept} · last seen`);
});

test('the operator is told once when the proxy sends no addresses', () => {
  const told = world.logs.filter(({ msg }) => String(msg).startsWith('X-Forwarded-For holds no'));
  expect(told).toHaveLength(1);
});
