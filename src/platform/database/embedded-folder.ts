import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { lockFolder } from './folder-lock.ts';
import { refusedFolder } from './folder-refusal.ts';

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
): Promise<{ pglite: PGlite; close(how?: { isLost: boolean }): Promise<void> }> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = await lockFolder(folder);
    const pglite = await openOrMake(folder).catch(async (error: unknown) => {
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

/** Where a database is while a backup takes its place. */
export function replacedFolder(folder: string): string {
  return `${folder}.replaced`;
}

/** Puts a database back whose place the backup hadn't taken yet when the restore was cut off. Under the folder's lock. */
export async function putBack(folder: string): Promise<void> {
  if ((await readdir(folder)).length > 0 || !existsSync(replacedFolder(folder))) return;
  await rmdir(folder);
  await rename(replacedFolder(folder), folder);
}

async function openOrMake(folder: string): Promise<PGlite> {
  const mark = join(folder, unfinishedMark);
  await putBack(folder);
  // Left by a process that was killed. Killed as it made it, it is empty, and PostgreSQL then waits for its owner.
  await rm(join(folder, processMark), { force: true });
  const entries = await readdir(folder);
  const isCutOff = entries.includes(unfinishedMark);
  const isEmpty = entries.every((entry) => entry === lostAndFound);
  if (!isCutOff && !isEmpty) return await PGlite.create(folder);
  // The mark first and last: whatever happens between is seen by it.
  await writeFile(mark, '');
  const left = entries.filter((entry) => entry !== unfinishedMark && entry !== lostAndFound);
  for (const entry of left) await rm(join(folder, entry), { recursive: true });
  const pglite = await PGlite.create(folder);
  await rm(mark);
  return pglite;
}
