import { StartRefused } from '../process/start-refused.ts';

/**
 * Why the embedded database has ended, by what it made of a request; undefined while it is well. It runs within this
 * process and has no postmaster that would start it again: after a panic it takes requests and answers nothing.
 */
export function lostDatabase(
  request: Uint8Array,
  answer: Buffer,
  failure: unknown,
): StartRefused | undefined {
  if (failure !== undefined) return lost(String(failure), failure);
  let isReady = isGoodbye(request);
  for (const { type, body } of messagesIn(answer)) {
    if (type === 'Z') isReady = true;
    const error = type === 'E' ? fieldsOf(body) : undefined;
    if (error?.get('V') === 'PANIC') return lost(error.get('M') ?? 'panic');
  }
  return isReady ? undefined : lost('it answers nothing any more');
}

function lost(reason: string, cause?: unknown): StartRefused {
  const isFull = /No space left|quota/i.test(reason);
  const text = isFull
    ? `The disk of the embedded database is full, so the app ends (${reason}). Make room there and start it again, unless something such as systemd or Docker does; what was saved is kept.`
    : `The embedded database has failed, so the app ends (${reason}). Start it again, unless something such as systemd or Docker does; what was saved is kept.`;
  return new StartRefused(text, { cause });
}

/** The only message (Terminate) that a healthy database leaves unanswered. */
function isGoodbye(request: Uint8Array): boolean {
  return request[0] === 'X'.charCodeAt(0);
}

/** https://www.postgresql.org/docs/current/protocol-overview.html: a letter, the length from there on, the rest. */
function* messagesIn(bytes: Buffer): Generator<{ type: string; body: Buffer }> {
  let at = 0;
  while (at + 5 <= bytes.length) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    yield { type: String.fromCharCode(bytes[at] ?? 0), body: bytes.subarray(at + 5, end) };
    at = end;
  }
}

/** The fields of an ErrorResponse, by their letters. */
function fieldsOf(body: Buffer): Map<string, string> {
  const fields = body.toString('utf8').split('\0').filter(Boolean);
  return new Map(fields.map((field) => [field.slice(0, 1), field.slice(1)]));
}
