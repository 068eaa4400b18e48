import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps one value in a file: soon after it changed, and when asked to. */
export interface Keeper {
  /** Says that the value changed. */
  changed(): void;
  /** Writes what is not written yet. */
  flush(): void;
}

/** Changes within this time are written once. */
const gatherMs = 300;

/**
 * Keeps what `value` gives as JSON in `folder/name`. A file is complete or not there: it is written
 * beside and then renamed.
 */
export function createKeeper(folder: string, name: string, value: () => unknown): Keeper {
  const file = join(folder, name);
  let timer: NodeJS.Timeout | undefined;

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(value()), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  return {
    changed() {
      timer ??= setTimeout(write, gatherMs);
    },
    flush() {
      if (timer) write();
    },
  };
}

/** What was kept last; undefined when nothing was, or when it can't be read any more. */
export function readKept(folder: string, name: string): unknown {
  const file = join(folder, name);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // Half a file can't be, so this is another program's: put it aside, it is only the sandbox's.
    if (error instanceof SyntaxError) rmSync(file);
    else if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return undefined;
  }
}

/** The text in `folder/name`; made by `make` when it isn't there yet. */
export function keptText(folder: string, name: string, make: () => string): string {
  const file = join(folder, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, make(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
