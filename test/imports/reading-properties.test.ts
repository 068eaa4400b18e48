import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readListFile } from '../../src/imports/list-file.ts';
import { type AddressList, readAddressList } from '../../src/shared/address-list.ts';
import { parseDisplayName } from '../../src/shared/display-name.ts';
import { parseEmailAddress } from '../../src/shared/email-address.ts';

const odd = fc.constantFrom(
  ...'@@@<>()"\',;.:|= \t\n{}[]*_&`…“’＠。',
  ...['\r\n', '\u200b', '\u2028', 'mailto:', '(at)', 'a', 'b.de', 'Ana', 'admin', 'email,name\n'],
  ...['a@b.de', 'zoe@c.example', '&lt;', '<mailto:a@b.de|a@b.de>', '\0', '\ud800'],
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(odd, { maxLength: 80 }).map((signs) => signs.join('')),
);

/** What holds of every list, whatever it was read from. */
function check({ rows, repeated }: AddressList, lines: number): void {
  const addresses = rows.flatMap((row) => (row.kind === 'address' ? [row.to.address] : []));
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(repeated).toBeGreaterThanOrEqual(0);
  let before = 1;
  for (const row of rows) {
    expect(row.line).toBeGreaterThanOrEqual(before);
    before = row.line;
    if (row.kind === 'wrong') expect(row.typed).toMatch(/\S/);
    if (row.kind !== 'address') continue;
    expect(parseEmailAddress(row.to.email)).toEqual({ ok: true, value: row.to });
    if (row.name !== undefined) {
      expect(parseDisplayName(row.name)).toEqual({ ok: true, value: row.name });
    }
  }
  expect(before).toBeLessThanOrEqual(lines);
}

test('never throws, keeps the order, and gives addresses and names that can be used', () => {
  fc.assert(
    fc.property(text, (typed) => {
      const lines = typed.split(/\r\n|[\r\n\u2028\u2029]/).length;
      check(readAddressList(typed), lines);
      const file = readListFile(new TextEncoder().encode(typed));
      if (file.ok) check(file.value, lines);
    }),
    { numRuns: 4000, seed: 3 },
  );
});

test('never throws with any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const file = readListFile(bytes);
      if (file.ok) check(file.value, 400);
    }),
    { numRuns: 2000, seed: 6 },
  );
});

test('finds everybody in any list, in the order and the line in which they stand', () => {
  const person = fc.record({
    email: fc.emailAddress(),
    name: fc.constantFrom('', 'Ana Lee', 'Bo', 'Zoë van Dijk'),
    form: fc.constantFrom('plain', 'brackets', 'note', 'tab', 'before', 'bullet'),
  });
  const people = fc.uniqueArray(person, {
    maxLength: 12,
    selector: ({ email }) => email.toLowerCase(),
  });
  fc.assert(
    fc.property(people, fc.constantFrom('\n', '\r\n', '\n\n'), (list, end) => {
      const written = list.map(({ email, name, form }) => {
        if (name === '') return email;
        return {
          plain: `${email} ${name}`,
          brackets: `${name} <${email}>`,
          note: `${email} (${name})`,
          tab: `${name}\t${email}`,
          before: `${name} ${email}`,
          bullet: `• ${name}, ${email}`,
        }[form];
      });
      const height = end === '\n\n' ? 2 : 1;
      expect(readAddressList(written.join(end)).rows).toMatchObject(
        list.map(({ email, name }, index) => ({
          line: index * height + 1,
          to: { email },
          name: name === '' ? undefined : name,
        })),
      );
    }),
    { numRuns: 1000, seed: 5 },
  );
});

test('takes no address out of a longer word', () => {
  const glued = fc.constantFrom('é🎉', '–', '/', ':', '…x', '$(x)', '\\', '<b>', '"x"');
  fc.assert(
    fc.property(fc.emailAddress(), glued, (email, sign) => {
      const { rows } = readAddressList(`pat${sign}${email}`);
      const found = rows.flatMap((row) => (row.kind === 'address' ? [row.to.email] : []));
      // Brackets, parentheses and quotes end a word.
      const allowed = /[<("]/.test(sign) ? [email] : [];
      for (const each of found) expect([...allowed, `pat${sign}${email}`]).toContain(each);
    }),
    { numRuns: 1000, seed: 8 },
  );
});

test.each([
  ...['@', '<', '>', '(', '"', '\u200b', ',', ';', '|', '*', "'", ' ', '\n', '\t', 'a', '.', ':'],
  ...['a@,', ',@', '<@', '"a', '"a"x', '(a', '*@', 'a@ ', 'mailto:', '@ a <', 'a, ', 'Ana ', ': a'],
  ...[
    'ana@example.com\n',
    'ana@example.com,',
    'Ana Lee <ana@example.com>; ',
    'a@b.de;admin;',
    '&lt;',
  ],
  ...[
    'email,name\n',
    'a (at) ',
    'b.de@ ',
    '<mailto:a',
    '<mailto:a|',
    '＠',
    '‘',
    '("',
    'a@b@ c.de ',
  ],
])('reads 1 MB of %j in time', (part) => {
  const hostile = part.repeat(Math.ceil(1_000_000 / part.length));
  const before = process.cpuUsage();

  readAddressList(hostile);

  const { user } = process.cpuUsage(before);
  // About half a second on a quiet machine; the square of the length would take minutes.
  expect(user / 1000).toBeLessThan(5000);
});
