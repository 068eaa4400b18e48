import { beforeEach, expect, test, vi } from 'vitest';
import { failing, type GateWorld, minute, second, startGateWorld } from '../support/mail-gate.ts';

let world: GateWorld;
beforeEach(async () => {
  world = startGateWorld();
  await vi.waitFor(() => expect(world.gate.places(0)).toBe(5));
});

test('signs in a few times in an hour while that is refused, and says so once', async () => {
  world.answer = failing('sign_in');
  expect(await world.send('ana@a.example')).toMatchObject({ permanent: false });
  world.looks = 0;
  for (let at = 0; at < 60 * minute; at += 2 * second) {
    world.now += 2 * second;
    expect(world.gate.places(0)).toBe(0);
    await new Promise(setImmediate);
  }
  expect(world.looks).toBeGreaterThan(2);
  expect(world.looks).toBeLessThan(8);
  expect(world.warnings()).toHaveLength(1);
  expect(world.warnings()[0]).toContain(
    "doesn't let this app sign in (535 no): check user and password",
  );
  expect(world.gate.trouble()?.kind).toBe('sign_in');

  world.answer = undefined;
  world.now += 30 * minute;
  world.gate.places(0);
  await vi.waitFor(() => expect(world.gate.places(0)).toBe(5));
  expect(world.gate.trouble()).toBeUndefined();
  expect(world.sent).toHaveLength(1);
});

test('tries one email after each pause where only an email shows whether it is over', async () => {
  world.answer = failing('relay');
  await Promise.all(['a', 'b', 'c'].map((name) => world.send(`${name}@a.example`)));
  expect(world.gate.places(0)).toBe(0);
  world.now += 2 * minute;
  expect(world.gate.places(0)).toBe(1);
  expect(world.gate.places(5)).toBe(0);
  await world.send('d@a.example');
  world.now += 2 * minute;
  // Twice as long now.
  expect(world.gate.places(0)).toBe(0);
  world.now += 2 * minute;
  expect(world.gate.places(0)).toBe(1);
  world.answer = undefined;
  expect(await world.send('e@a.example')).toBe('sent');
  expect(world.gate.places(0)).toBe(5);
  expect(world.warnings()).toHaveLength(1);
});

test('a refusal of one person closes nothing, and shows that others can be written to', async () => {
  world.answer = failing('relay');
  await world.send('ana@a.example');
  world.now += 2 * minute;
  world.answer = { reason: '550 5.1.1 no such user', permanent: true, answered: true };
  expect(await world.send('bo@b.example')).toMatchObject({ permanent: true });
  expect(world.gate.trouble()).toBeUndefined();
});

test('knows at the start that the mail server can not be used', async () => {
  world = startGateWorld({ answer: failing('unreachable') });
  await vi.waitFor(() => expect(world.gate.trouble()?.kind).toBe('unreachable'));
  expect(world.gate.places(0)).toBe(0);
  world.answer = undefined;
  world.now += 31 * second;
  world.gate.places(0);
  await vi.waitFor(() => expect(world.gate.places(0)).toBe(5));
});

test('says once what could not be reached, and not twice in one line', async () => {
  const answer = {
    reason: "the mail server can't be reached (Greeting lost)",
    said: 'Greeting lost',
    permanent: false,
  };
  world = startGateWorld({ answer });
  await vi.waitFor(() => expect(world.gate.trouble()).toBeDefined());
  expect(world.warnings()[0]).toContain(
    "as the mail server can't be reached (Greeting lost): check",
  );
  expect(world.warnings()[0]).toContain('smtps://');
});

test('looks again while nobody writes, so that trouble is known before the next email', async () => {
  world.looks = 0;
  world.now += 9 * minute;
  expect(world.gate.places(0)).toBe(5);
  expect(world.looks).toBe(0);
  world.answer = failing('sign_in');
  world.now += 2 * minute;
  // Whoever writes at this very moment doesn't wait for it.
  expect(world.gate.places(0)).toBe(5);
  await vi.waitFor(() => expect(world.gate.trouble()?.kind).toBe('sign_in'));
  expect(world.looks).toBe(1);
  expect(world.warnings()).toHaveLength(1);
});

test('an email that was taken says as much as a look', async () => {
  world.looks = 0;
  world.now += 9 * minute;
  await world.send('ana@a.example');
  world.now += 9 * minute;
  world.gate.places(0);
  expect(world.looks).toBe(0);
});

test('thinks of those who are told when trouble has lasted, and once an hour while it goes on', async () => {
  let told = 0;
  world.gate.onLasting(() => {
    told += 1;
  });
  const pass = (minutes: number): void => {
    for (let passed = 0; passed < minutes; passed += 1) {
      world.now += minute;
      world.gate.places(0);
    }
  };
  world.answer = failing('relay');
  await world.send('ana@a.example');
  pass(14);
  expect(told).toBe(0);
  pass(1);
  expect(told).toBe(1);
  pass(59);
  expect(told).toBe(1);
  pass(1);
  expect(told).toBe(2);
});
