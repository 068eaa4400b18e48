import { LRUCache } from 'lru-cache';

/** Answers that are asked for once and kept for a while; a failed one isn't kept. */
export function remember<T>({ keptMs, max }: { keptMs: number; max: number }) {
  /** The newest answers; without a word where it was forgotten. */
  const words = new LRUCache<string, { askedAt: number; word: T | undefined }>({
    max,
  });
  const asking = new Map<string, Promise<T>>();

  function keep(key: string, askedAt: number, word: T | undefined): void {
    // A slow answer isn't newer than what was said meanwhile.
    if (askedAt >= (words.get(key)?.askedAt ?? 0)) words.set(key, { askedAt, word });
  }

  /** The last answer, unless it is older than that. */
  function lastWord(key: string, ageMs: number): T | undefined {
    const last = words.get(key);
    return last && last.askedAt + ageMs > performance.now() ? last.word : undefined;
  }

  async function askAndKeep(key: string, question: () => Promise<T>): Promise<T> {
    const askedAt = performance.now();
    const word = await question();
    keep(key, askedAt, word);
    return word;
  }

  /** Whoever asks the same at the same time gets the same answer. */
  async function ask(key: string, question: () => Promise<T>): Promise<T> {
    const running = asking.get(key);
    if (running !== undefined) return await running;
    const answer = askAndKeep(key, question).finally(() => {
      if (asking.get(key) === answer) asking.delete(key);
    });
    asking.set(key, answer);
    return await answer;
  }

  return {
    get: async (key: string, question: () => Promise<T>): Promise<T> =>
      lastWord(key, keptMs) ?? (await ask(key, question)),
    ask,
    lastWord,
    forget(key: string): void {
      asking.delete(key);
      keep(key, performance.now(), undefined);
    },
  };
}
