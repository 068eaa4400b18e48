import { expect, test } from 'vitest';
import { keptUntil, planKeys, signsFrom } from '../../src/tools/key-rules.ts';

const now = new Date('2026-12-01T12:00:00Z');
const made = (id: string, daysAgo: number) => ({
  id,
  createdAt: new Date(now.getTime() - daysAgo * 86_400_000),
});

test.each([
  ['none', [], '', true, ''],
  ['the first one, made now', [made('a', 0)], 'a', false, ''],
  ['one of some weeks', [made('a', 89)], 'a', false, ''],
  ['one of three months', [made('a', 90)], 'a', true, ''],
  ['one that has just been followed', [made('b', 0.9), made('a', 91)], 'a b', false, ''],
  ['one that was followed yesterday', [made('b', 1), made('a', 91)], 'b a', false, ''],
  ['one that was followed long ago', [made('b', 32), made('a', 122)], 'b', false, 'a'],
  [
    'three, as none was needed for long',
    [made('c', 1), made('b', 95), made('a', 185)],
    'c b',
    false,
    'a',
  ],
  ['two made at once', [made('b', 0), made('a', 0)], 'a b', false, ''],
] as const)('keys: %s', (_, keys, inForce, isChangeDue, over) => {
  const plan = planKeys(keys, now);
  expect(plan.inForce.map(({ id }) => id).join(' ')).toBe(inForce);
  expect(plan.isChangeDue).toBe(isChangeDue);
  expect(plan.over.map(({ id }) => id).join(' ')).toBe(over);
});

test('a key is known for a day before it signs, and the one before it for 31 days more', () => {
  const key = made('b', 0);
  expect(signsFrom(key)).toEqual(new Date('2026-12-02T12:00:00Z'));
  expect(keptUntil(key)).toEqual(new Date('2027-01-02T12:00:00Z'));
});
