import fc from 'fast-check';
import { expect } from 'vitest';
import { allRows, deliveriesAtRest } from '../support/acts.ts';
import type { World } from '../support/world.ts';

/** So many cases every time, and the same ones; a failure names its case. */
const seed = 20261122;

/** The first `count` cases of a kind; always the same. */
export function casesOf<Case>(kind: fc.Arbitrary<Case>, count: number): Case[] {
  return fc.sample(kind, { numRuns: count, seed });
}

/** For checking a rule that asks nobody; the same cases always. */
export function checkRule<Case>(
  kind: fc.Arbitrary<Case>,
  count: number,
  check: (one: Case) => void,
): void {
  fc.assert(fc.property(kind, check), { numRuns: count, seed });
}

/** Does something with all of them, so many at a time. */
export async function sideBySide<Case>(
  cases: readonly Case[],
  width: number,
  act: (one: Case, index: number) => Promise<void>,
): Promise<void> {
  const queue = cases.entries();
  const worker = async (): Promise<void> => {
    for (const [index, one] of queue) await act(one, index);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** Tells how many cases were tried. */
export function report(what: string, count: number): void {
  process.stdout.write(`hostile: ${count} ${what}\n`);
}

/** A case as short as a message about it may be. */
export function shortly(one: unknown): string {
  const text = typeof one === 'string' ? one : JSON.stringify(one);
  return text.length > 600 ? `${text.slice(0, 600)}… (${text.length})` : text;
}

/**
 * What must be the same afterwards: every row but the note of what was seen and where somebody was in their
 * Home tab.
 */
export async function rowsThatMatter(world: World): Promise<string[]> {
  await deliveriesAtRest(world);
  const rows = await allRows(world);
  return rows.filter((row) => !/^(home_tabs|seen_requests) /.test(row));
}

/** Fails with the first faults that were logged, if any. */
export function expectNoFault(world: World): void {
  const faults = world.logs.filter(({ level }) => Number(level) >= 50);
  expect(faults.slice(0, 3).map(shortly), `${faults.length} faults`).toEqual([]);
}

/** An address of a network that hasn't been seen yet, so that nobody is asked to wait. */
export function networkNumber(index: number): string {
  return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
}

/** Text as it is hard on programs. */
export const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff\ud800',
    '\u202egpj.exe',
    '\r\nSet-Cookie: a=b',
    '__proto__',
    'constructor',
    'toString',
    '<script>alert(1)</script>',
    '<!channel> <@U0ADAM>',
    "' OR 1=1 --",
    '{{7*7}}',
    '../../etc/passwd',
    '%00%0d%0a',
    '[object Object]',
    'undefined',
    'NaN',
    '-1',
    '99999999999999999999',
    '1e309',
    '\ufeff',
    '🎉'.repeat(300),
    'x'.repeat(3001),
    'x'.repeat(70_000),
  ),
);
