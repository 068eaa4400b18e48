/** What this process has shown last in dialogs that somebody has open. */
export interface ShownHashes {
  /** Slack's hash of it; undefined when nothing is known. */
  of(viewId: string): string | undefined;
  note(viewId: string, hash: string): void;
}

/** Nobody presses twice in one dialog after so many others. */
const maxKept = 500;

/** Remembers the latest: somebody may press a second button before Slack shows what came of the first. */
export function createShownHashes(): ShownHashes {
  const hashes = new Map<string, string>();
  return {
    of: (viewId) => hashes.get(viewId),
    note(viewId, hash) {
      hashes.delete(viewId);
      hashes.set(viewId, hash);
      const [oldest] = hashes.keys();
      if (hashes.size > maxKept && oldest !== undefined) hashes.delete(oldest);
    },
  };
}
