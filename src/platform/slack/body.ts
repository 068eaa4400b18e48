import type { IncomingMessage } from 'node:http';

/** Why a body wasn't read to its end. */
export type BodyRefusal = 'too_large' | 'too_slow';

/**
 * Reads a request's body: `most.bytes` of it and for `most.ms` at most, and not a byte of what comes after that.
 * Throws when the connection breaks meanwhile.
 */
export function readBody(
  request: IncomingMessage,
  max: { readonly bytes: number; readonly ms: number },
): Promise<Buffer | BodyRefusal> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (result: Buffer | BodyRefusal): void => {
      clearTimeout(timer);
      request.off('data', take).pause();
      resolve(result);
    };
    const timer = setTimeout(() => settle('too_slow'), max.ms);
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > max.bytes) settle('too_large');
      else chunks.push(chunk);
    };
    request.on('data', take);
    request.once('end', () => settle(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => {
      clearTimeout(timer);
      reject(new Error('the connection broke'));
    });
  });
}

/** How a body is written. */
export type BodyForm = 'form' | 'json';

/** How Slack may have written the body that this header announces; undefined for every other way. */
export function bodyFormOf(contentType = ''): BodyForm | undefined {
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === 'application/json') return 'json';
  return mediaType === 'application/x-www-form-urlencoded' ? 'form' : undefined;
}

/**
 * Reads the bytes that Slack signed: an event's JSON, an interaction's JSON in a form, or a command's form.
 * Undefined when they are none of these.
 */
export function parseBody(form: BodyForm, body: Buffer): unknown {
  const sent = body.toString('utf8');
  if (form === 'json') return parseJson(sent);
  const fields = new URLSearchParams(sent);
  // A field that is there twice is read differently by everybody.
  if (new Set(fields.keys()).size < [...fields].length) return undefined;
  const payload = fields.get('payload');
  return payload === null ? Object.fromEntries(fields) : parseJson(payload);
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
