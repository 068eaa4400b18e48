import { isUtf8 } from 'node:buffer';
import type { Context } from 'hono';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { maxTypedLength } from '../../shared/typed-text.ts';
import { type BodyProblem, readBody } from './body.ts';
import { boundaryOf, isInParts, takeFilesOut } from './multipart.ts';
import { refuseOdd, statusPage } from './server.tsx';

/** All that is typed into a form, and the names of its fields. */
const largestForm = 64 * 1024;
/** Ours have fewer than ten. */
const maxFields = 50;

/** The fields of a form. */
export interface SentForm {
  /**
   * What was typed into a field; empty when there is no such field. Of what is far too long, only so much that
   * whoever reads it sees that.
   */
  text(name: string): string;
  /** The bytes of a chosen file; undefined when none was chosen. */
  file(name: string): Outcome<Uint8Array | undefined, BodyProblem>;
}

/**
 * Reads the form that a browser sent, or gives the page that refuses it: 400 when it is broken, isn't UTF-8 or holds
 * NUL, 413 when it is too large. With `largestFile`, files of so many bytes may come with it: to be asked for only when
 * you know who sends them. One that is too large is missing; the fields before it are there.
 */
export async function readForm(
  c: Context,
  { largestFile = 0 }: { largestFile?: number } = {},
): Promise<SentForm | Response> {
  const type = c.req.header('content-type') ?? '';
  const boundary = boundaryOf(type);
  if (isInParts(type) && boundary === undefined) return await refuseOdd(c);
  const maxFileBytes = boundary === undefined ? 0 : largestFile;
  const body = await readBody(c.req.raw, largestForm, maxFileBytes);
  if (!body) return await refuseOdd(c);
  if (body.problem && maxFileBytes === 0) return statusPage(c, 413);
  const { form, files, parts } = boundary
    ? takeFilesOut(body.bytes, boundary, maxFields, body.problem !== undefined)
    : { form: body.bytes, files: [], parts: countOf('&', body.bytes) };
  if (parts > maxFields || form.byteLength > largestForm) return statusPage(c, 413);
  // Whoever reads another encoding as UTF-8 makes one sign of many: names would be garbled, passwords become alike.
  if (!isUtf8(boundary ? form : percentDecoded(form))) return await refuseOdd(c);
  const fields = await new Response(form, { headers: { 'Content-Type': type } })
    .formData()
    .catch(() => undefined);
  if (!fields || [...fields].some(isOdd)) return await refuseOdd(c);
  const chosen = await filesOf(fields, files);
  const last = files.at(-1);
  return {
    text(name) {
      const value = fields.get(name);
      return typeof value === 'string' ? value.slice(0, maxTypedLength + 1) : '';
    },
    file(name) {
      const bytes = chosen.get(name);
      return body.problem && bytes === last && bytes ? refused(body.problem) : done(bytes);
    },
  };
}

/** The files by the names of their fields: each was sent on as its number. */
async function filesOf(
  fields: FormData,
  files: readonly Uint8Array[],
): Promise<Map<string, Uint8Array>> {
  const chosen = new Map<string, Uint8Array>();
  for (const [name, value] of fields) {
    if (typeof value === 'string') continue;
    const bytes = files[Number(await value.text())];
    // A field that was left alone comes as an empty file without a name.
    if (bytes && (bytes.byteLength > 0 || value.name !== '')) chosen.set(name, bytes);
  }
  return chosen;
}

/**
 * Databases refuse NUL, which nobody can paste into a field. Other control characters come along with what is copied out
 * of documents: whoever reads the field says what is wrong with it.
 */
function isOdd([name, value]: [string, string | File]): boolean {
  const text = typeof value === 'string' ? value : value.name;
  return /\p{Cc}/u.test(name) || text.includes('\0');
}

function percentDecoded(form: Buffer): Buffer {
  const escaped = /%([\da-f]{2})/gi;
  const byte = (_: string, code: string) => String.fromCharCode(Number.parseInt(code, 16));
  return Buffer.from(form.toString('latin1').replace(escaped, byte), 'latin1');
}

function countOf(sign: string, bytes: Uint8Array): number {
  const code = sign.charCodeAt(0);
  return bytes.reduce((count, byte) => (byte === code ? count + 1 : count), 0);
}
