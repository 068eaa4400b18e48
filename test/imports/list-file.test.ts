import { describe, expect, test } from 'vitest';
import { readListFile } from '../../src/imports/list-file.ts';
import { maxListBytes, maxListRows } from '../../src/imports/list-file-rules.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a file says: `line: address|name|role`, `line: ? typed`, or why it can't be read. */
function read(file: string | Uint8Array): string[] | object {
  const list = readListFile(typeof file === 'string' ? bytesOf(file) : file);
  if (!list.ok) return list.refusal;
  return list.value.rows.map((row) =>
    row.kind === 'wrong'
      ? `${row.line}: ? ${row.typed}`
      : `${row.line}: ${row.to.email}|${row.name ?? ''}|${row.role ?? ''}`.replace(/\|+$/, ''),
  );
}

const ana = '2: ana@x.example|Ana Lee';
const bo = '3: bo@x.example|Bo Roy';

describe('a table with a heading', () => {
  test.each([
    'email,name\nana@x.example,Ana Lee\nbo@x.example,Bo Roy\n',
    'email,name\r\nana@x.example,Ana Lee\r\nbo@x.example,Bo Roy\r\n',
    'email,name\rana@x.example,Ana Lee\rbo@x.example,Bo Roy',
    'Name;E-Mail\nAna Lee;ana@x.example\nBo Roy;bo@x.example',
    'NAME\tEMAIL ADDRESS\nAna Lee\tana@x.example\nBo Roy\tbo@x.example',
    '"Full Name","Address"\n"Lee, Ana","ana@x.example"\n"Roy, Bo","bo@x.example"',
    'First Name,Last Name,mail\nAna,Lee,ana@x.example\nBo,Roy,bo@x.example',
    'Vorname;Nachname;E-Mail-Adresse\nAna;Lee;ana@x.example\nBo;Roy;bo@x.example',
    'name , email\n "Lee, Ana" , ana@x.example \nBo Roy, <bo@x.example>',
    'Email\nAna Lee <ana@x.example>\nBo Roy <bo@x.example>',
    'name,address,email\nAna Lee,"1 High Street",ana@x.example\nBo Roy,,bo@x.example',
    'name,email,boss\nAna Lee,ana@x.example,boss@x.example\nBo Roy,bo@x.example,boss@x.example',
    `\ufeffname,email\nAna Lee,ana@x.example\nBo Roy,bo@x.example\u001a`,
  ])('is read by it: %j', (text) => {
    expect(read(text)).toEqual([ana, bo]);
  });

  test('may have rows of nothing below, as spreadsheets write them', () => {
    const text = `email,name\nana@x.example,Ana Lee\nbo@x.example,Bo Roy\n${',\n'.repeat(100_000)}`;

    expect(read(text)).toEqual([ana, bo]);
  });

  test('gives roles as they are written, and rows with the line in which they begin', () => {
    const text = [
      'Our team,,\n\nemail,role,name,notes',
      'ana@x.example,Admin,Ana Lee,"some\nlines,\r\nof notes"',
      '"bo@x.example", owner ,"Bo ""Bobby"" Roy",',
      ',,,\n\ncy@x.example,,,',
      'ANA@x.example,member,,',
    ].join('\n');

    expect(read(text)).toEqual([
      '4: ana@x.example|Ana Lee|admin',
      '7: bo@x.example|Bo "Bobby" Roy|owner',
      '10: cy@x.example',
    ]);
  });

  test('tells each row whose address is none, and reads the others', () => {
    const text =
      'email,name\nzoe@x,Zoe\nana@x.example,Ana Lee\nnobody,\n,Nobody\nbo@x;com,Bo\n-,-\nn/a,';

    expect(read(text)).toEqual([
      '2: ? zoe@x',
      '3: ana@x.example|Ana Lee',
      '4: ? nobody',
      '6: ? bo@x;com',
      '8: ? n/a',
    ]);
  });

  test('finds the address of a row that has a comma too many', () => {
    expect(read('email,name\nana@x.example,Lee, Ana\nRoy, Bo, bo@x.example')).toEqual([
      '2: ana@x.example|Lee',
      '3: bo@x.example|Roy Bo',
    ]);
  });

  test('takes no formula for a name', () => {
    const formulas = [
      '=HYPERLINK("http://evil.example")',
      '+1+2',
      '-2+3',
      '@SUM(A1)',
      'http://x.example',
    ];
    const rows = formulas.map((name, index) => `a${index}@x.example;${name}`);

    expect(read(`email;name\n${rows.join('\n')}`)).toEqual(
      formulas.map((_, index) => `${index + 2}: a${index}@x.example`),
    );
  });
});

describe('a row without an address', () => {
  test.each([
    'Ana,,boss@x.example',
    'Ana,,boss@x.example,,',
    'Ana,,boss@x.example,x',
    'Ana,',
    'Ana',
  ])('invites nobody else for %j, which has no address', (row) => {
    expect(read(`name,email,boss\nBo Roy,bo@x.example,boss@x.example\n${row}\n`)).toEqual([
      '2: bo@x.example|Bo Roy',
    ]);
  });

  test('tells a mistake, not the address of somebody else in its row', () => {
    expect(read('name,email,boss\nBo,bo@x.example,\nAna,nobody,boss@x.example,\n')).toEqual([
      '2: bo@x.example|Bo',
      '3: ? nobody',
    ]);
  });
});

describe('a file without a heading', () => {
  test.each([
    ['ana@x.example\nbo@x.example', ['1: ana@x.example', '2: bo@x.example']],
    [
      'Ana Lee,ana@x.example,admin\nBo,bo@x.example,',
      ['1: ana@x.example|Ana Lee|admin', '2: bo@x.example|Bo'],
    ],
    [
      'Lee, Ana <ana@x.example>\nRoy, Bo <bo@x.example>',
      ['1: ana@x.example|Ana Lee', '2: bo@x.example|Bo Roy'],
    ],
    [
      'ana@x.example, bo@x.example\ncy@x.example, di@x.example',
      ['1: ana@x.example', '1: bo@x.example', '2: cy@x.example', '2: di@x.example'],
    ],
    ['Ana <ana@x.example>; Bo <bo@x.example>;', ['1: ana@x.example|Ana', '1: bo@x.example|Bo']],
    // Names of columns in words that we don't know.
    [
      'Nombre;Correo\nAna;ana@x.example\nBo;bo@x.example',
      ['2: ana@x.example|Ana', '3: bo@x.example|Bo'],
    ],
    [
      'Ana;ana@x.example;b@x.example\nBo;nobody;b@x.example\nCy;cy@x.example;b@x.example',
      ['1: ana@x.example|Ana', '2: ? nobody', '3: cy@x.example|Cy'],
    ],
    [
      'Hello,\nplease invite Ana Lee <ana@x.example>, and also:\nbo@x.example',
      ['2: ana@x.example|Ana Lee', '3: bo@x.example'],
    ],
  ])('is read by what it looks like: %j', (text, rows) => {
    expect(read(text)).toEqual(rows);
  });
});

describe('an encoding', () => {
  const text = 'email,name\nana@x.example,Änne “Ä” Ōé';
  const wide = Buffer.from(text, 'utf16le');
  const inWindows = Buffer.concat([
    Buffer.from('email,name\nana@x.example,'),
    Buffer.from([0xc4, 0x6e, 0x6e, 0x65, 0x20, 0x93, 0xc4, 0x94, 0x20, 0x80]),
  ]);

  test.each([
    ['UTF-8', Buffer.from(text), 'Änne “Ä” Ōé'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'Änne “Ä” Ōé'],
    ['UTF-16 LE', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), 'Änne “Ä” Ōé'],
    ['UTF-16 BE', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]).swap16(), 'Änne “Ä” Ōé'],
    ['UTF-16 LE without a mark', wide, 'Änne “Ä” Ōé'],
    ['UTF-16 BE without a mark', Buffer.from(wide).swap16(), 'Änne “Ä” Ōé'],
    ['Windows-1252', inWindows, 'Änne “Ä” €'],
  ])('is found out: %s', (_encoding, bytes, name) => {
    expect(read(bytes)).toEqual([`2: ana@x.example|${name}`]);
  });
});

describe('a file that is no list', () => {
  const zip = [0x50, 0x4b, 0x03, 0x04];
  const row = 'a,ana@x.example\n';

  test.each<[string, string | Uint8Array, object]>([
    ['nothing', '', { why: 'empty' }],
    ['blanks', ' \r\n\t\r\n', { why: 'empty' }],
    ['words', 'Ana, Bo and Cy', { why: 'no_addresses' }],
    ['a heading', 'email,name\n', { why: 'no_addresses' }],
    ['11 MB', row.repeat(11 * 65_536), { why: 'too_large' }],
    ['50,001 rows', row.repeat(50_001), { why: 'too_many_rows' }],
    [
      'one row too many',
      `email\n${'ana@x.example\n'.repeat(maxListRows + 1)}`,
      { why: 'too_many_rows' },
    ],
    ['one address too many', 'ana@x.example '.repeat(maxListRows + 1), { why: 'too_many_rows' }],
    [
      'a workbook',
      Buffer.concat([Buffer.from(zip), Buffer.from('\0\0xl/workbook.xml\0')]),
      { why: 'spreadsheet' },
    ],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), { why: 'spreadsheet' }],
    ['a zip bomb', Buffer.concat([Buffer.from(zip), Buffer.alloc(100_000)]), { why: 'not_text' }],
    ['a PDF', '%PDF-1.7\nana@x.example', { why: 'not_text' }],
    ['NUL', 'ana@x.example\0\nbo@x.example', { why: 'not_text' }],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), { why: 'not_text' }],
    ['a login page', '\n<!DOCTYPE html><html><body>feedback@slack.com', { why: 'web_page' }],
    ['a page of XHTML', '<?xml version="1.0"?>\n<html lang="en">', { why: 'web_page' }],
    [
      'a quote at the end',
      'email,name\nana@x.example,A\nbo@x.example,"Bo\nc@x.example,C',
      { why: 'unclosed_quote', line: 3 },
    ],
    [
      'a quote that swallows rows',
      'email,name\n\n"ana@x.example,A\nbo@x.example,B\n"c@x.example",C',
      { why: 'unclosed_quote', line: 3 },
    ],
  ])('is refused: %s', (_what, file, refusal) => {
    expect(read(file)).toEqual(refusal);
  });

  test('is none that is as large as may be', () => {
    const rows = Array.from({ length: maxListRows }, (_, index) => `a${index}@x.example,A`);
    const text = `email,name\n${rows.join('\n')}\n`;

    expect(read(text)).toHaveLength(maxListRows);
    expect(read(text + ' '.repeat(maxListBytes - text.length))).toHaveLength(maxListRows);
  });

  test.each([',', '"', '"a', ';\n', '\n', '"\n', 'a,"b\n', 'a@b.de ', '@'])(
    'takes no longer than its length: 1 MB of %j',
    (part) => {
      const bytes = bytesOf(`email,name\n${part.repeat(1_000_000 / part.length)}`);
      const before = process.cpuUsage();

      readListFile(bytes);

      // About half a second on a quiet machine.
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
    },
  );
});
