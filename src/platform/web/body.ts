/** Why only the beginning of a body is there. */
export type BodyProblem = 'too_large' | 'busy';

/** What was sent, as far as it was read. */
export interface SentBody {
  readonly bytes: Buffer;
  readonly problem?: BodyProblem;
}

/** Every request may hold so much in memory; of larger ones only a few may at once. */
const smallBody = 256 * 1024;
const maxLargeAtOnce = 4;
/** Slower ones have to make room for others: nobody keeps a place by sending nothing, or next to nothing. */
const minBytesPerMs = 32;
/** A pause that a connection may make, and what it may be ahead by having been fast before. */
const maxPauseMs = 3000;
/** What is too large is still heard out, up to here: browsers that are cut off don't show the answer. */
const maxBytesHeard = 64 * 1024 * 1024;
const large = new Set<IncomingBody>();

/**
 * Reads what is typed into a form, and a file of at most `largestFile` bytes. Of a longer body only the beginning
 * is kept; undefined when the connection broke.
 */
export async function readBody(
  request: Request,
  largestForm: number,
  largestFile: number,
): Promise<SentBody | undefined> {
  const max = largestForm + largestFile;
  const isToldTooLarge = Number(request.headers.get('content-length') ?? 0) > max;
  if (isToldTooLarge && largestFile === 0) return { bytes: Buffer.alloc(0), problem: 'too_large' };
  const limits = {
    kept: isToldTooLarge ? Math.min(max, smallBody) : max,
    heard: largestFile === 0 ? max : maxBytesHeard,
  };
  if (!request.body) return { bytes: Buffer.alloc(0) };
  const incoming = new IncomingBody(limits.kept);
  try {
    const reader = request.body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      if (incoming.take(read.value) > limits.heard) break;
    }
    return incoming.sent();
  } catch {
    return undefined;
  } finally {
    large.delete(incoming);
  }
}

/** A body while it is read. From a size on it has one of the few places for large ones. */
class IncomingBody {
  readonly #max: number;
  readonly #chunks: Uint8Array[] = [];
  #smallChunks = 0;
  #heard = 0;
  #slowAt = 0;
  #problem: BodyProblem | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  /** Takes what came in next, and gives how much that is altogether. */
  take(chunk: Uint8Array): number {
    this.#heard += chunk.byteLength;
    if (this.#heard > this.#max) this.#cut('too_large');
    else if (this.#heard > smallBody && !this.#problem && !this.#hasPlace()) this.#cut('busy');
    if (this.#problem) return this.#heard;
    this.#chunks.push(chunk);
    if (this.#heard <= smallBody) this.#smallChunks += 1;
    const paidUntil = this.#slowAt + chunk.byteLength / minBytesPerMs;
    this.#slowAt = Math.min(paidUntil, performance.now() + maxPauseMs);
    return this.#heard;
  }

  sent(): SentBody {
    return {
      bytes: Buffer.concat(this.#chunks),
      ...(this.#problem && { problem: this.#problem }),
    };
  }

  /** Whether it has a place, or gets one: where none is free, that of one that is too slow. */
  #hasPlace(): boolean {
    if (large.has(this)) return true;
    const now = performance.now();
    if (large.size >= maxLargeAtOnce) {
      const slow = [...large].find((other) => other.#slowAt < now);
      if (slow) slow.#cut('busy');
    }
    if (large.size >= maxLargeAtOnce) return false;
    large.add(this);
    this.#slowAt = now + maxPauseMs;
    return true;
  }

  /** Keeps only what every request may hold, so that what was typed is still there. */
  #cut(problem: BodyProblem): void {
    large.delete(this);
    this.#problem = problem;
    this.#chunks.length = this.#smallChunks;
  }
}
