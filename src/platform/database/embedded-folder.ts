import { existsSync } from 'node:fs';
import { readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { Logger } from '../process/logger.ts';
import { makeDataFolder } from './data-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { refusedFolder } from './folder-refusal.ts';
import { openPglite } from './pglite.ts';

/** Lies in a folder in which a database is being made. */
const unfinishedMark = 'unfinished';

/** PostgreSQL's own note of which process has the folder; ours is another lock. */
const processMark = 'postmaster.pid';

/** Every new ext4 volume has it. */
const lostAndFound = 'lost+found';

/**
 * Opens the embedded database in the folder, or makes one there; nobody else can have it until `close`. A folder in
 * which the making was cut off is begun anew: nothing has been in it yet. Throws StartRefused when the folder or
 * its disk doesn't allow it, or another process has it.
 */
export async function openEmbeddedFolder(
  folder: string,
  log?: Logger,
): Promise<{ pglite: PGlite; close(how?: { isLost: boolean }): Promise<void> }> {
  try {
    await makeDataFolder(folder);
    const lock = await lockFolder(folder);
    const pglite = await openOrMake(folder, log).catch(async (error: unknown) => {
      await lock.release();
      throw error;
    });
    return {
      pglite,
      async close({ isLost } = { isLost: false }) {
        // One that has failed must not write another byte: the next start recovers from what is on the disk.
        if (!isLost) await pglite.close();
        await lock.release();
      },
    };
  } catch (error) {
    throw refusedFolder(folder, error) ?? error;
  }
}

/** Where a backup becomes a database, before it takes the place of the other. */
export function restoredFolder(folder: string): string {
  return `${folder}.restored`;
}

/** Where a database is while a backup takes its place. */
export function replacedFolder(folder: string): string {
  return `${folder}.replaced`;
}

/**
 * Clears up after a restore that was cut off: a database whose place the backup hadn't taken yet is put back, and what
 * is left beside it is deleted. Under the folder's lock. Gives what it has deleted.
 */
export async function clearUpRestore(folder: string): Promise<string[]> {
  if ((await readdir(folder)).length === 0 && existsSync(replacedFolder(folder))) {
    await rmdir(folder);
    await rename(replacedFolder(folder), folder);
  }
  const left = [restoredFolder(folder), replacedFolder(folder)].filter((each) => existsSync(each));
  for (const each of left) await rm(each, { recursive: true });
  return left;
}

async function openOrMake(folder: string, log?: Logger): Promise<PGlite> {
  const mark = join(folder, unfinishedMark);
  const deleted = await clearUpRestore(folder);
  if (deleted.length > 0) log?.warn({ deleted }, 'what a restore that was cut off had left');
  // Left by a process that was killed. Killed as it made it, it is empty, and PostgreSQL then waits for its owner.
  await rm(join(folder, processMark), { force: true });
  const entries = await readdir(folder);
  const isCutOff = entries.includes(unfinishedMark);
  const isEmpty = entries.every((entry) => entry === lostAndFound);
  if (!isCutOff && !isEmpty) return await openPglite({ dataDir: folder });
  // The mark first and last: whatever happens between is seen by it.
  await writeFile(mark, '');
  const left = entries.filter((entry) => entry !== unfinishedMark && entry !== lostAndFound);
  for (const entry of left) await rm(join(folder, entry), { recursive: true });
  const pglite = await openPglite({ dataDir: folder });
  await rm(mark);
  return pglite;
}
