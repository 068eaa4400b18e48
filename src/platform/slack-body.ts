import type { IncomingMessage } from 'node:http';

/** Reads a request's body; undefined when it has more than `most` bytes. */
export async function readBody(
  request: IncomingMessage,
  most: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // The rest is read and thrown away, so that the answer arrives.
    if (length <= most) chunks.push(chunk);
  }
  return length <= most ? Buffer.concat(chunks) : undefined;
}

/**
 * Whether the body holds an object where Slack sends one. Bolt 5 neither answers nor survives `payload=null`:
 * what it throws then is caught by nobody.
 */
export function holdsAnObject(contentType: string | undefined, body: Buffer): boolean {
  const text = body.toString('utf8');
  if (contentType === 'application/json') return isObject(text);
  const payload = new URLSearchParams(text).get('payload');
  return payload === null || isObject(payload);
}

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
