import { done, type Outcome, refused } from '../shared/outcome.ts';
import { type ListFileProblem, maxListBytes } from './list-file-rules.ts';

/** How workbooks begin that aren't archives: Microsoft's Compound File Binary, MS-CFB §2.2. */
const compoundFile = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/** How archives begin, with entries or without any: .ZIP File Format Specification §4.3. */
const archives = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
];
/** What stands in archives that are workbooks of Excel, LibreOffice and Numbers; their entries' names are in clear. */
const workbookMarks = [
  'xl/workbook.',
  'application/vnd.oasis.opendocument.spreadsheet',
  'Index/Document.iwa',
];

/** What no text holds; the control characters of ISO 8859 stand in those that were converted badly. */
const control = /(?![\s\u0080-\u009F])\p{Cc}/u;

/** What Windows-1252 has in place of the control characters C1. https://encoding.spec.whatwg.org/index-windows-1252.txt */
const windowsSigns = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * The text of a file in whatever encoding spreadsheets write: UTF-8, UTF-16, Windows-1252. Refused with what it is when it
 * is no text.
 */
export function readFileText(bytes: Uint8Array): Outcome<string, ListFileProblem> {
  if (bytes.length > maxListBytes) return refused({ why: 'too_large' });
  if (startsWith(bytes, compoundFile)) return refused({ why: 'spreadsheet' });
  if (archives.some((sign) => startsWith(bytes, sign))) {
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const isWorkbook = workbookMarks.some((mark) => all.includes(mark, 0, 'latin1'));
    return refused({ why: isWorkbook ? 'spreadsheet' : 'not_text' });
  }
  const text = decoded(bytes);
  // The last sign is what DOS wrote at the end of a file.
  const written = text.endsWith('\u001A') ? text.slice(0, -1) : text;
  if (/^%PDF-|^\{\\rtf/.test(written) || control.test(written)) return refused({ why: 'not_text' });
  if (written.trim() === '') return refused({ why: 'empty' });
  const isWebPage = /^(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body)[\s>]/i.test(
    written.slice(0, 2000).trimStart(),
  );
  return isWebPage ? refused({ why: 'web_page' }) : done(written);
}

function startsWith(bytes: Uint8Array, sign: readonly number[]): boolean {
  return sign.every((byte, index) => bytes[index] === byte);
}

function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = first === 0xff && second === 0xfe;
  const isBig = first === 0xfe && second === 0xff;
  const wide = isLittle ? 'utf-16le' : isBig ? 'utf-16be' : withoutMark(bytes);
  const text = wide && decodedAs(wide, bytes);
  return text ?? decodedAs('utf-8', bytes) ?? fromWindows(bytes);
}

/** Of UTF-16 without a mark: in letters of the West every other byte is NUL. */
function withoutMark(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const start = bytes.subarray(0, 2000);
  const nuls = [0, 0];
  for (const [index, byte] of start.entries()) {
    if (byte === 0) nuls[index % 2] = (nuls[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = nuls;
  const many = start.length / 8;
  if (odd > many && even === 0) return 'utf-16le';
  return even > many && odd === 0 ? 'utf-16be' : undefined;
}

/** The text without its byte order mark; undefined when the bytes are none in this encoding. */
function decodedAs(encoding: 'utf-8' | 'utf-16le' | 'utf-16be', bytes: Uint8Array) {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** By a table of our own: what Node's decoder makes of 0x80 to 0x9F isn't the same in all its versions. */
function fromWindows(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/[\x80-\x9F]/g, (sign) => windowsSigns[sign.charCodeAt(0) - 0x80] ?? sign);
}
