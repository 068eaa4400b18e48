import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// docs/asvs.md says how each requirement is met, and by which test that is shown.

/** Of chapters 6 and 7 of ASVS 5.0.0, those of levels 1 and 2. */
const required = [
  ...numbers('6.1', 1, 3),
  ...numbers('6.2', 1, 12),
  ...numbers('6.3', 1, 4),
  ...numbers('6.4', 1, 4),
  ...numbers('6.5', 1, 5),
  ...numbers('6.6', 1, 3),
  ...numbers('6.8', 1, 4),
  ...numbers('7.1', 1, 3),
  ...numbers('7.2', 1, 4),
  ...numbers('7.3', 1, 2),
  ...numbers('7.4', 1, 5),
  ...numbers('7.5', 1, 2),
  ...numbers('7.6', 1, 2),
];

function numbers(section: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => `${section}.${from + at}`);
}

const rows = readFileSync('docs/asvs.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number, asked, here, shown] = line.split('|').map((cell) => cell.trim());
    return number && /^\d+\.\d+\.\d+$/.test(number) ? [{ number, asked, here, shown }] : [];
  });

test('every requirement of level 2 has a line', () => {
  expect(rows.map(({ number }) => number)).toEqual(expect.arrayContaining(required));
  expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length);
});

test.each(rows)('$number is met as it says, or says that it has no place here', (row) => {
  expect(row.here).not.toBe('');
  const shown = [...(row.shown ?? '').matchAll(/`([\w./-]+)`: ([^;]+)/g)];
  if (shown.length === 0) return expect(row.shown).toMatch(/^(no such thing here|\[.+\]\(.+\))$/);
  for (const [, file = '', title = ''] of shown) {
    const [source] = ['ts', 'tsx'].flatMap((kind) => {
      try {
        return [readFileSync(`test/${file}.test.${kind}`, 'utf8')];
      } catch {
        return [];
      }
    });
    expect(source ?? '', file).toContain(title.trim());
  }
});
