/** Things that are done later, each under a name. */
export interface Plans {
  /** Does something later; a newer plan of the same name takes its place. */
  plan(name: string, ms: number, work: () => Promise<void>): void;
  isPlanned(name: string): boolean;
  /** Drops what waits under the name. */
  cancel(name: string): void;
  /** Drops what waits; resolves when nothing is being done any more, and nothing is after it. */
  stop(): Promise<void>;
}

/** What fails is told to `failed`. */
export function createPlans(failed: (error: unknown) => void): Plans {
  const waiting = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;
  const cancel = (name: string): void => {
    clearTimeout(waiting.get(name));
    waiting.delete(name);
  };
  return {
    cancel,
    plan(name, ms, work) {
      if (stopped) return;
      cancel(name);
      const timer = setTimeout(() => {
        waiting.delete(name);
        const run = work()
          .catch(failed)
          .finally(() => running.delete(run));
        running.add(run);
      }, ms);
      waiting.set(name, timer);
    },
    isPlanned: (name) => waiting.has(name),
    async stop() {
      stopped = true;
      for (const timer of waiting.values()) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}
