import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { refusedFolder } from './folder-refusal.ts';

/** Makes a folder for data and those above it, unless they are there. Throws StartRefused where that can't be. */
export async function makeDataFolder(folder: string): Promise<void> {
  try {
    await make(folder);
  } catch (error) {
    throw refusedFolder(folder, error) ?? error;
  }
}

/** Not with mkdir's `recursive`, which comes to no end where nothing can be made, as below /proc. */
async function make(folder: string, isAboveThere = false): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    // Before all else: a root of the file system says many things to being made.
    if (await isFolder(folder)) return;
    const { code } = Object(error) as { code?: unknown };
    const above = dirname(folder);
    if (isAboveThere || code !== 'ENOENT' || above === folder) throw error;
    await make(above);
    await make(folder, true);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
