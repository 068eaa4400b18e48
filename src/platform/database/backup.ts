import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { BackupRefused, readBackup, refuseTarget, writePrivately } from './backup-file.ts';
import { makeDataFolder } from './data-folder.ts';
import {
  clearUpRestore,
  openEmbeddedFolder,
  replacedFolder,
  restoredFolder,
} from './embedded-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { refusedBySystem } from './folder-refusal.ts';
import { openPglite } from './pglite.ts';

/** Writes the embedded database in `dataDir` into a file, for its owner only. Nobody may be using it. */
export async function backUp(dataDir: string, file: string): Promise<void> {
  const folder = join(dataDir, 'db');
  if (await isEmpty(folder)) throw new BackupRefused(`There is no database in ${folder}.`);
  refuseOwnFile(folder, file);
  await refuseTarget(file);
  const { pglite, close } = await openEmbeddedFolder(folder);
  const dump = await pglite.dumpDataDir('gzip').finally(close);
  await writePrivately(file, Buffer.from(await dump.arrayBuffer()));
}

/**
 * Makes the embedded database in `dataDir` from a backup. What is there already stays, unless `force`, and
 * even then until the backup has proved to be one.
 */
export async function restore(dataDir: string, file: string, force: boolean): Promise<void> {
  const folder = join(dataDir, 'db');
  const bytes = await readBackup(file);
  await makeDataFolder(folder);
  try {
    await putInPlace(folder, bytes, { file, force });
  } catch (error) {
    throw refusedBySystem(folder, error) ?? error;
  }
}

async function putInPlace(
  folder: string,
  bytes: Uint8Array,
  { file, force }: { file: string; force: boolean },
): Promise<void> {
  const fresh = restoredFolder(folder);
  const lock = await lockFolder(folder);
  try {
    await clearUpRestore(folder);
    if (!force && !(await isEmpty(folder))) {
      throw new BackupRefused(
        `There is a database in ${folder} already. Add --force to put the backup in its place, or set DATA_DIR to another folder.`,
      );
    }
    await mkdir(fresh, { mode: 0o700 });
    await load(fresh, bytes, file);
    await replace(folder, fresh);
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await lock.release();
  }
}

/** Puts one folder in the place of another, which is deleted only then. */
async function replace(folder: string, fresh: string): Promise<void> {
  const replaced = replacedFolder(folder);
  try {
    await rename(folder, replaced);
  } catch (cause) {
    const { code } = Object(cause) as { code?: unknown };
    if (code !== 'EBUSY' && code !== 'EXDEV') throw cause;
    throw new BackupRefused(
      `${folder} is a volume of its own, which nothing can take the place of. Mount the volume as DATA_DIR instead, the folder above, and restore there.`,
      { cause },
    );
  }
  await rename(fresh, folder).catch(async (error: unknown) => {
    await rename(replaced, folder);
    throw error;
  });
  await rm(replaced, { recursive: true, force: true });
}

async function load(folder: string, bytes: Uint8Array, file: string): Promise<void> {
  try {
    // Not left to PGlite, whose error in a file that was cut off nobody could catch.
    const tar = await promisify(gunzip)(bytes);
    const pglite = await openPglite({
      dataDir: folder,
      loadDataDir: new Blob([new Uint8Array(tar)]),
    });
    await pglite.query('SELECT count(*) FROM _prisma_migrations');
    await pglite.close();
  } catch (cause) {
    const refused = refusedBySystem(folder, cause);
    if (refused) throw refused;
    throw new BackupRefused(`${file} is not a backup of this app's database, or not a whole one.`, {
      cause,
    });
  }
}

/** What stands in the database's folder, or beside it for it, goes with it: a restore deletes it. */
function refuseOwnFile(folder: string, file: string): void {
  const own = [folder, restoredFolder(folder), replacedFolder(folder), `${folder}.lock`];
  const path = resolve(file);
  if (
    own.map((each) => resolve(each)).every((each) => path !== each && !path.startsWith(each + sep))
  )
    return;
  throw new BackupRefused(
    `${file} is where the database has its own files. Name a file in another folder.`,
  );
}

async function isEmpty(folder: string): Promise<boolean> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.length === 0;
}
