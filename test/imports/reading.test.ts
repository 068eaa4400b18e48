import { describe, expect, test } from 'vitest';
import { type AddressList, readAddressList } from '../../src/shared/address-list.ts';
import { lines, numbered } from '../support/pasted-lines.ts';

/** Each row as in the table of lines, with its line where that isn't the first. */
function shown({ rows }: AddressList): string[] {
  return rows.map((row) => {
    const says =
      row.kind === 'wrong'
        ? `? ${row.typed}`
        : `${row.to.email}|${row.name ?? ''}|${row.role ?? ''}`.replace(/\|+$/, '');
    return row.line === 1 ? says : `${row.line}: ${says}`;
  });
}

describe('a list that was pasted', () => {
  test.each(lines)('says with %j', (line, ...rows) => {
    expect(shown(readAddressList(line))).toEqual(rows);
  });

  test('says with all of these lines what each says', () => {
    const text = lines.map(([line], index) => numbered(line, index + 1)).join('\r\n');
    const expected = lines.flatMap(([, ...rows], index) =>
      rows.map((row) => `${index === 0 ? '' : `${index + 1}: `}${numbered(row, index + 1)}`),
    );

    expect(lines.length).toBeGreaterThanOrEqual(120);
    expect(shown(readAddressList(text))).toEqual(expected);
    expect(readAddressList(text).repeated).toBe(0);
  });

  test.each([
    [
      'email,name,role\nana@x.example,Ana Lee,Admin\nbo@x.example,"Roy, Bo",owner',
      'Ana Lee|admin',
      'Bo Roy|owner',
    ],
    ['Name\tEmail\r\nAna Lee\tana@x.example\r\nBo Roy\tbo@x.example', 'Ana Lee', 'Bo Roy'],
    ['Name | Email | Role\n--- | --- | ---\nAna | ana@x.example | admin', 'Ana|admin'],
    ['Vorname;Nachname;E-Mail-Adresse;Rolle\nAna;Lee;ana@x.example;Member', 'Ana Lee|member'],
    // A job is no role, and whoever leads somebody isn't invited.
    ['Email,Name,Job,Boss\nana@x.example,Ana,admin,bo@x.example', 'Ana'],
    // A blank heading, then rows that don't keep to it.
    ['email,name,role\nAna Lee <ana@x.example>\nRoy, Bo, bo@x.example, x', 'Ana Lee', 'Roy Bo'],
    // No heading at all.
    ['Email, please\nAna, ana@x.example', 'Ana'],
  ])('knows the columns of %j', (text, ...rows) => {
    const [list] = [readAddressList(text)];
    expect(list.rows.map((row) => row.kind)).toEqual(rows.map(() => 'address'));
    expect(shown(list).map((row) => row.replace(/^.*@x\.example\|?/, ''))).toEqual(rows);
  });

  test('has everybody once, with what is said of them anywhere', () => {
    const list = readAddressList(
      'ana@example.com\nBo Roy <bo@example.com>\nANA@EXAMPLE.COM,Ana Lee,admin\nAna L <ana@example.com>\nbob@\nbob@',
    );

    expect(shown(list)).toEqual([
      'ana@example.com|Ana Lee|admin',
      '2: bo@example.com|Bo Roy',
      '5: ? bob@',
      '6: ? bob@',
    ]);
    expect(list.repeated).toBe(2);
  });

  test.each(['', ' \n\t', 'no address at all', '@', '@@@', 'Email,Name\nAna,Lee', '<>;,"'])(
    'names nobody with %j',
    (text) => {
      expect(readAddressList(text)).toEqual({ rows: [], repeated: 0 });
    },
  );

  test('takes no name that could not be one of an account', () => {
    const text = `"${'x'.repeat(81)}" <ana@example.com>\n"${'x'.repeat(80)}" <bo@example.com>`;

    expect(shown(readAddressList(text))).toEqual([
      'ana@example.com',
      `2: bo@example.com|${'x'.repeat(80)}`,
    ]);
  });
});
