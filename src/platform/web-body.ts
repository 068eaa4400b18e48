/** Why only the beginning of a body is there. */
export type BodyProblem = 'too_large' | 'busy';

/** What was sent, as far as it was read. */
export interface SentBody {
  readonly bytes: Buffer;
  readonly problem?: BodyProblem;
}

/** Every request may hold so much in memory; of larger ones only a few may at once. */
const smallBody = 256 * 1024;
const mostLargeAtOnce = 4;
/** What is too large is still heard out, up to here: browsers that are cut off don't show the answer. */
const mostHeard = 64 * 1024 * 1024;
let large = 0;

/**
 * Reads what is typed into a form, and a file of at most `largestFile` bytes. Of a longer body only the beginning
 * is kept; undefined when the connection broke.
 */
export async function readBody(
  request: Request,
  largestForm: number,
  largestFile: number,
): Promise<SentBody | undefined> {
  const most = largestForm + largestFile;
  const isToldTooLarge = Number(request.headers.get('content-length') ?? 0) > most;
  if (isToldTooLarge && largestFile === 0) return { bytes: Buffer.alloc(0), problem: 'too_large' };
  const limits = {
    kept: isToldTooLarge ? Math.min(most, smallBody) : most,
    heard: largestFile === 0 ? most : mostHeard,
  };
  const room = new Room();
  try {
    return request.body ? await collect(request.body, room, limits) : { bytes: Buffer.alloc(0) };
  } catch {
    return undefined;
  } finally {
    room.leave();
  }
}

async function collect(
  body: ReadableStream<Uint8Array>,
  room: Room,
  limits: { kept: number; heard: number },
): Promise<SentBody> {
  const chunks: Uint8Array[] = [];
  let problem: BodyProblem | undefined;
  let heard = 0;
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    heard += read.value.byteLength;
    if (heard > limits.kept) problem = 'too_large';
    else if (heard > smallBody && !room.enter()) problem = 'busy';
    if (heard > limits.heard) break;
    if (!problem) chunks.push(read.value);
  }
  return { bytes: Buffer.concat(chunks), ...(problem && { problem }) };
}

/** A place among the few large bodies that are read at once. */
class Room {
  #isIn = false;

  /** Whether there is one. */
  enter(): boolean {
    if (!this.#isIn && large < mostLargeAtOnce) {
      large += 1;
      this.#isIn = true;
    }
    return this.#isIn;
  }

  leave(): void {
    if (this.#isIn) large -= 1;
    this.#isIn = false;
  }
}
