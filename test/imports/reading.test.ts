import { describe, expect, test } from 'vitest';
import { type AddressList, readAddressList } from '../../src/shared/address-list.ts';

/**
 * Lines as people paste them, and what each says: `address|name|role`, or `?` and what was meant as an address. `#` stands for
 * the number of the line, so that nobody is there twice.
 */
const lines: [string, ...string[]][] = [
  // Addresses by themselves, and what is pasted along.
  ['ana#@example.com', 'ana#@example.com'],
  ['  ana#@example.com  ', 'ana#@example.com'],
  ['Ana.Lee#@Example.com', 'Ana.Lee#@Example.com'],
  ['ana+team#@example.com', 'ana+team#@example.com'],
  ['ana#@example.com.', 'ana#@example.com'],
  ['ana#@example.com,', 'ana#@example.com'],
  ['ana#@example.com;', 'ana#@example.com'],
  ['<ana#@example.com>', 'ana#@example.com'],
  ['(ana#@example.com)', 'ana#@example.com'],
  ['"ana#@example.com"', 'ana#@example.com'],
  ["'ana#@example.com'", 'ana#@example.com'],
  ['“ana#@example.com”', 'ana#@example.com'],
  ['„ana#@example.com“', 'ana#@example.com'],
  ['mailto:ana#@example.com', 'ana#@example.com'],
  ['mailto:ana#%40example.com?subject=Hi', 'ana#@example.com'],
  ['<mailto:ana#@example.com|ana#@example.com>', 'ana#@example.com'],
  ['&lt;ana#@example.com&gt;', 'ana#@example.com'],
  ['\u200bana#@exa\u200bmple.com\ufeff', 'ana#@example.com'],
  ['\u00a0ana#@example.com\u00a0', 'ana#@example.com'],
  ['ana#＠example．com', 'ana#@example.com'],
  ['pat.o’brien#@example.com', "pat.o'brien#@example.com"],
  ['zoë#@exämple.com', 'zoë#@exämple.com'],
  ['E-Mail: ana#@example.com', 'ana#@example.com'],
  ['*ana#@example.com*', 'ana#@example.com'],
  // Bullets and numbers.
  ['- ana#@example.com', 'ana#@example.com'],
  ['• ana#@example.com', 'ana#@example.com'],
  ['* ana#@example.com', 'ana#@example.com'],
  ['– ana#@example.com', 'ana#@example.com'],
  ['1. ana#@example.com', 'ana#@example.com'],
  ['2) ana#@example.com', 'ana#@example.com'],
  ['12\tana#@example.com', 'ana#@example.com'],
  ['3. Ana Lee <ana#@example.com>', 'ana#@example.com|Ana Lee'],
  ['• Ana Lee ana#@example.com', 'ana#@example.com|Ana Lee'],
  ['- Ana Lee - ana#@example.com', 'ana#@example.com|Ana Lee'],
  ['4) Ana Lee, ana#@example.com', 'ana#@example.com|Ana Lee'],
  // Names before.
  ['Ana Lee <ana#@example.com>', 'ana#@example.com|Ana Lee'],
  ['Ana Lee<ana#@example.com>', 'ana#@example.com|Ana Lee'],
  ['ana lee <ana#@example.com>', 'ana#@example.com|ana lee'],
  ['"Ana Lee" <ana#@example.com>', 'ana#@example.com|Ana Lee'],
  ['“Ana Lee” <ana#@example.com>', 'ana#@example.com|Ana Lee'],
  ['"Lee, Ana" <ana#@example.com>', 'ana#@example.com|Ana Lee'],
  ["'Lee, Ana' <ana#@example.com>", 'ana#@example.com|Ana Lee'],
  ['Lee, Ana <ana#@example.com>', 'ana#@example.com|Ana Lee'],
  ['Lee, Ana <ana#@example.com>;', 'ana#@example.com|Ana Lee'],
  ['Ana &lt;<mailto:ana#@example.com|ana#@example.com>&gt;', 'ana#@example.com|Ana'],
  ['Dr. Ana Lee, PhD <ana#@example.com>', 'ana#@example.com|Dr. Ana Lee, PhD'],
  ['Ana Maria de la Cruz <ana#@example.com>', 'ana#@example.com|Ana Maria de la Cruz'],
  ['Adam Admin <adam#@example.com>', 'adam#@example.com|Adam Admin'],
  ['Ana Lee ana#@example.com', 'ana#@example.com|Ana Lee'],
  ['Ana\u00a0Lee\u00a0ana#@example.com', 'ana#@example.com|Ana Lee'],
  ['Ana van der Berg ana#@example.com', 'ana#@example.com|Ana van der Berg'],
  ['李 li#@example.com', 'li#@example.com|李'],
  ['Ana Lee\tana#@example.com', 'ana#@example.com|Ana Lee'],
  ['Ana\tLee\tana#@example.com', 'ana#@example.com|Ana Lee'],
  ['Ana,Lee,ana#@example.com', 'ana#@example.com|Ana Lee'],
  ['Ana Lee, ana#@example.com', 'ana#@example.com|Ana Lee'],
  ['ana lee; ana#@example.com', 'ana#@example.com|ana lee'],
  ['"Lee, Ana",ana#@example.com', 'ana#@example.com|Ana Lee'],
  ['Ana Lee | ana#@example.com |', 'ana#@example.com|Ana Lee'],
  ['Ana Lee: ana#@example.com', 'ana#@example.com|Ana Lee'],
  ['Name: Ana Lee, Email: ana#@example.com', 'ana#@example.com|Ana Lee'],
  ['To: Ana Lee <ana#@example.com>', 'ana#@example.com|Ana Lee'],
  // Names behind.
  ['ana#@example.com Ana Lee', 'ana#@example.com|Ana Lee'],
  ['ana#@example.com (Ana Lee)', 'ana#@example.com|Ana Lee'],
  ['ana#@example.com(Ana Lee)', 'ana#@example.com|Ana Lee'],
  ['ana#@example.com (Lee, Ana)', 'ana#@example.com|Ana Lee'],
  ['ana#@example.com - Ana Lee', 'ana#@example.com|Ana Lee'],
  ['ana#@example.com\tAna Lee', 'ana#@example.com|Ana Lee'],
  ['ana#@example.com,Ana,Lee', 'ana#@example.com|Ana Lee'],
  ['"ana#@example.com","Ana Lee"', 'ana#@example.com|Ana Lee'],
  // Roles, in cells of their own.
  ['ana#@example.com,admin', 'ana#@example.com||admin'],
  ['ana#@example.com\tAdmin', 'ana#@example.com||admin'],
  ['ana#@example.com; MEMBER', 'ana#@example.com||member'],
  ['Ana Lee\tana#@example.com\tadmin', 'ana#@example.com|Ana Lee|admin'],
  ['admin,ana#@example.com,Ana Lee', 'ana#@example.com|Ana Lee|admin'],
  ['ana#@example.com;Ana Lee;Member', 'ana#@example.com|Ana Lee|member'],
  ['"Ana Lee","ana#@example.com","admin"', 'ana#@example.com|Ana Lee|admin'],
  ['ana#@example.com,admin,member', 'ana#@example.com'],
  ['ana#@example.com admin', 'ana#@example.com'],
  ['Our admin is ana#@example.com', 'ana#@example.com'],
  ['ana#@example.com,owner', 'ana#@example.com'],
  ['ana#@example.com, bo#@example.com, admin', 'ana#@example.com', 'bo#@example.com'],
  // Several people in a line.
  ['ana#@example.com bo#@example.com', 'ana#@example.com', 'bo#@example.com'],
  ['ana#@example.com,bo#@example.com', 'ana#@example.com', 'bo#@example.com'],
  ['ana#@example.com;bo#@example.com;', 'ana#@example.com', 'bo#@example.com'],
  ['ana#@example.com and bo#@example.com', 'ana#@example.com', 'bo#@example.com'],
  ['<ana#@example.com><bo#@example.com>', 'ana#@example.com', 'bo#@example.com'],
  [
    'Lee, Ana <a#@x.example>; Roy, Bo <b#@x.example>',
    'a#@x.example|Ana Lee',
    'b#@x.example|Bo Roy',
  ],
  ['Ana Lee <a#@x.example>, Bo Roy <b#@x.example>', 'a#@x.example|Ana Lee', 'b#@x.example|Bo Roy'],
  [
    'Lee, Ana <a#@x.example>, Roy, Bo <b#@x.example>',
    'a#@x.example|Ana Lee',
    'b#@x.example|Bo Roy',
  ],
  ['Ana Lee a#@x.example, Bo Roy b#@x.example', 'a#@x.example|Ana Lee', 'b#@x.example|Bo Roy'],
  ['a#@x.example Ana Lee b#@x.example Bo Roy', 'a#@x.example|Ana Lee', 'b#@x.example|Bo Roy'],
  ['a#@x.example (Ana), b#@x.example (Bo)', 'a#@x.example|Ana', 'b#@x.example|Bo'],
  ['a#@x.example;Ana; b#@x.example;Bo', 'a#@x.example', 'b#@x.example'],
  ['To: Ana <a#@x.example>; Cc: b#@x.example', 'a#@x.example|Ana', 'b#@x.example'],
  ['a#@x.example, bo#@, c#@x.example', 'a#@x.example', '? bo#@', 'c#@x.example'],
  // Words that are nobody.
  ['Hello everybody,'],
  ['these are the people of our team:'],
  ['Ana Lee'],
  ['see www.example.com'],
  ['https://example.com/team'],
  ['Please invite ana#@example.com.', 'ana#@example.com'],
  ['Please invite Ana Lee at ana#@example.com', 'ana#@example.com'],
  ['Please invite Ana Lee <ana#@example.com>', 'ana#@example.com|Ana Lee'],
  ['ana#@example.com joins on Monday', 'ana#@example.com'],
  ['=HYPERLINK("http://evil.example","x"),ana#@example.com', 'ana#@example.com'],
  ["=cmd|' /C calc'!A0,ana#@example.com", 'ana#@example.com'],
  ['----------'],
  [''],
  // What is meant as an address and is none.
  ['ana#,@example.com', '? ana#,@example.com'],
  ['zoe#@example,com', '? zoe#@example,com'],
  ['zoe#@example;com', '? zoe#@example;com'],
  ['Zoe,zoe#@example,com,admin', '? zoe#@example,com'],
  ['bob#@', '? bob#@'],
  ['bob#@,Bob,admin', '? bob#@'],
  ['@bob#', '? @bob#'],
  ['ana#(at)example.com', '? ana#(at)example.com'],
  ['ana# (at) example.com', '? ana# (at) example.com'],
  ['ana#[at]example.com', '? ana#[at]example.com'],
  ['ana# @ example.com', '? ana# @ example.com'],
  ['ana# @example.com', '? ana# @example.com'],
  ['ana#@ example.com', '? ana#@ example.com'],
  ['ana#@example', '? ana#@example'],
  ['ana#@example..com', '? ana#@example..com'],
  ['Ana Lee <ana#@example>', '? ana#@example'],
  ['ana#@bo@example.com', '? ana#@bo@example.com'],
  ['ana#@example.com/bo@example.com', '? ana#@example.com/bo@example.com'],
  ['jean–luc#@example.com', '? jean–luc#@example.com'],
];

/** Each row as in the table above, with its line where that isn't the first. */
function shown({ rows }: AddressList): string[] {
  return rows.map((row) => {
    const says =
      row.kind === 'wrong'
        ? `? ${row.typed}`
        : `${row.to.email}|${row.name ?? ''}|${row.role ?? ''}`.replace(/\|+$/, '');
    return row.line === 1 ? says : `${row.line}: ${says}`;
  });
}

const numbered = (text: string, number: number): string => text.replaceAll('#', String(number));

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
