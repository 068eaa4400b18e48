import { beforeEach, expect, test, vi } from 'vitest';
import { type GateWorld, minute, refusing, second, startGateWorld } from '../support/mail-gate.ts';

// Refusals of recipients, which may be about us.

let world: GateWorld;
beforeEach(async () => {
  world = startGateWorld();
  await vi.waitFor(() => expect(world.gate.places(0)).toBe(5));
});

test('takes a refusal for a person’s own once the server has taken another email since', async () => {
  const createdAt = new Date(world.now);
  world.answer = refusing('policy');
  expect(await world.send('ana@a.example', { createdAt })).toMatchObject({ permanent: false });
  world.answer = undefined;
  world.now += second;
  expect(await world.send('bo@b.example')).toBe('sent');
  world.answer = refusing('policy');
  const again = { createdAt, attempts: 2 };
  expect(await world.send('ana@a.example', again)).toMatchObject({ permanent: true });
  expect(world.gate.trouble()).toBeUndefined();
});

test.each([
  ['policy', 6, ['a.example'], undefined],
  ['policy', 5, ['a.example', 'b.example'], undefined],
  ['policy', 6, ['a.example', 'b.example'], 'relay'],
  ['words', 6, ['a.example'], undefined],
  ['words', 2, ['a.example', 'b.example'], undefined],
  ['words', 3, ['a.example', 'b.example'], 'relay'],
  ['refusal', 6, ['a.example'], undefined],
  ['refusal', 5, ['a.example', 'b.example'], undefined],
  ['refusal', 6, ['a.example', 'b.example'], 'relay'],
] as const)(
  'takes refusals (%s) of %i people at %j for %s',
  async (ground, people, domains, kind) => {
    world.answer = refusing(ground);
    for (let index = 0; index < people; index += 1) {
      const failure = await world.send(`p${index}@${domains[index % domains.length]}`);
      const isLast = kind !== undefined && index === people - 1;
      expect(failure).toMatchObject({ permanent: ground === 'refusal' && !isLast });
    }
    expect(world.gate.trouble()?.kind).toBe(kind);
  },
);

test('counts nobody twice, however often they are refused', async () => {
  world.answer = refusing('words');
  for (let attempts = 1; attempts < 10; attempts += 1) {
    await world.send('ana@a.example', { attempts });
    await world.send('bo@b.example', { attempts });
  }
  expect(world.gate.trouble()).toBeUndefined();
});

test.each(['words', 'policy', 'refusal'] as const)(
  'one workspace alone stops nobody else’s emails by refusals (%s), and goes behind the others',
  async (ground) => {
    await world.send('someone@c.example', { workspaceId: 'other' });
    expect(world.gate.behind()).toBeUndefined();
    world.answer = refusing(ground);
    for (let index = 0; index < 20; index += 1) await world.send(`p${index}@d${index}.example`);
    expect(world.gate.trouble()).toBeUndefined();
    expect(world.gate.places(0)).toBe(5);
    expect(world.gate.behind()).toEqual(['w']);
    // Theirs, too: then it is about us.
    await world.send('someone@c.example', { workspaceId: 'other' });
    expect(world.gate.trouble()?.kind).toBe('relay');

    world.now += 2 * minute;
    world.answer = undefined;
    expect(await world.send('else@c.example', { workspaceId: 'other' })).toBe('sent');
    expect(world.gate.trouble()).toBeUndefined();
    expect(world.gate.behind()).toBeUndefined();
  },
);

test('says in the log once what may be wrong, as soon as one server says it', async () => {
  world.answer = refusing('words');
  await world.send('ana@a.example');
  await world.send('bo@b.example');
  expect(world.warnings()).toHaveLength(1);
  expect(world.warnings()[0]).toContain(
    "doesn't send emails for this app (550 no): the mail server must",
  );
});

test('waits for no more than five minutes where only refusals speak for it', async () => {
  world.answer = refusing('words');
  for (const name of ['a', 'b', 'c']) await world.send(`${name}@${name}.example`);
  for (let trials = 0; trials < 6; trials += 1) {
    world.now += 5 * minute;
    expect(world.gate.places(0)).toBe(1);
    await world.send(`d${trials}@d.example`);
  }
  expect(world.gate.places(0)).toBe(0);
});

test('with one connection two refusals are no more about us than with five', async () => {
  world = startGateWorld({ connections: 1 });
  await vi.waitFor(() => expect(world.gate.places(0)).toBe(1));
  world.answer = refusing('refusal');
  for (const to of ['p1@a.example', 'p2@b.example', 'p3@a.example', 'p4@b.example']) {
    expect(await world.send(to)).toMatchObject({ permanent: true });
  }
  expect(world.gate.trouble()).toBeUndefined();
});
