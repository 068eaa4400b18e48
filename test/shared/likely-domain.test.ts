import fc from 'fast-check';
import { expect, test } from 'vitest';
import { likelyAddress } from '../../src/shared/likely-domain.ts';
import { parsePlainAddress } from '../../src/shared/plain-address.ts';

function likely(email: string, used: readonly string[] = []): string | undefined {
  const to = parsePlainAddress(email);
  if (!to.ok) throw new Error(`${email} is no address.`);
  return likelyAddress(to.value, used);
}

test.each([
  ['ana@gmial.com', 'ana@gmail.com'],
  ['ana@gmai.com', 'ana@gmail.com'],
  ['ana@gmaill.com', 'ana@gmail.com'],
  ['ana@gmail.co', 'ana@gmail.com'],
  ['Ana.Lee@GMIAL.com', 'Ana.Lee@gmail.com'],
  ['ana@googlemial.com', 'ana@googlemail.com'],
  ['ana@outlok.com', 'ana@outlook.com'],
  ['ana@hotmial.com', 'ana@hotmail.com'],
  ['ana@iclod.com', 'ana@icloud.com'],
  ['ana@yaho.com', 'ana@yahoo.com'],
  ['ana@gmx.dee', 'ana@gmx.de'],
  ['ana@wep.de', 'ana@web.de'],
  ['ana@example.con', 'ana@example.com'],
  ['ana@example.cmo', 'ana@example.com'],
  ['ana@example.ocm', 'ana@example.com'],
  ['ana@gmial.con', 'ana@gmail.com'],
])('asks whether %s means %s', (typed, meant) => {
  expect(likely(typed)).toBe(meant);
});

test.each(['gmail.com', 'ymail.com', 'gmx.at', 'gmx.net', 'gmx.ch', 'mail.com', 'email.com'])(
  'does not ask about %s, nor about domains that are like nothing',
  (domain) => {
    expect(likely(`ana@${domain}`)).toBeUndefined();
    expect(likely(`ana@long.before.${domain}`)).toBeUndefined();
  },
);

test('asks about what is a letter from a domain of the team, and never about that itself', () => {
  const used = ['acme-tools.example', 'gmial.com'];

  expect(likely('ana@acme-tool.example', used)).toBe('ana@acme-tools.example');
  expect(likely('ana@amce-tools.example', used)).toBe('ana@acme-tools.example');
  expect(likely('ana@acme-tools.example', used)).toBeUndefined();
  expect(likely('ana@gmial.com', used)).toBeUndefined();
  expect(likely('ana@amce-tool.example', used)).toBeUndefined();
});

test('finds every slip of one letter in a domain of the team', () => {
  const domain = 'acme-tools.example';
  const letter = fc.constantFrom(...'bdfghijknqruvwyz');
  const slip = fc
    .tuple(fc.nat(8), letter, fc.constantFrom('insert', 'delete', 'replace', 'swap'))
    .map(([at, one, how]) => {
      const [start, rest] = [domain.slice(0, at), domain.slice(at)];
      if (how === 'insert') return start + one + rest;
      if (how === 'delete') return start + rest.slice(1);
      if (how === 'replace') return start + one + rest.slice(1);
      return start + rest.charAt(1) + rest.charAt(0) + rest.slice(2);
    })
    .filter((each) => each !== domain && /^[a-z].*/.test(each) && !each.includes('-.'));
  fc.assert(
    fc.property(slip, (each) => {
      expect(likely(`ana@${each}`, [domain])).toBe(`ana@${domain}`);
    }),
    { numRuns: 500, seed: 4 },
  );
});
