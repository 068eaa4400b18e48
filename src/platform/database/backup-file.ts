import { constants } from 'node:fs';
import { access, lstat, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Thrown when there is nothing to back up, or a restore would destroy something or isn't possible. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
}

/** Why a file can't be read or written, by the operating system's code. */
const reasons: Record<string, string> = {
  ENOENT: 'there is no such file or folder, or it is a link that leads nowhere',
  ENOTDIR: 'a part of the path is no folder',
  ELOOP: 'a link in the path leads back to itself',
  ENAMETOOLONG: 'the path or a name in it is too long',
  EACCES: 'this account may not do it',
  EPERM: 'this account may not do it',
  EROFS: 'its disk is read-only',
  ENOSPC: 'its disk is full',
  EDQUOT: 'its disk quota is used up',
  EFBIG: 'it is larger than a file may be there',
};

/**
 * Refuses, before any work, a place that a backup can't be written to, or where something other than a file would give
 * way to it.
 */
export async function refuseTarget(file: string): Promise<void> {
  try {
    for (const path of [file, unfinishedOf(file)]) await refuseOther(path);
    if (!(await stat(dirname(file))).isDirectory()) throw notThere(dirname(file));
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** A backup that broke off must not look like one, and nobody else may read it. */
export async function writePrivately(file: string, bytes: Uint8Array): Promise<void> {
  const unfinished = unfinishedOf(file);
  try {
    // It may have come while the backup was made.
    await refuseOther(file);
    await rm(unfinished, { force: true });
    const handle = await open(unfinished, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw unwritable(file, error);
  }
}

/** Reads what is said to be a backup; a pipe or a device, which may never come to an end, is not read. */
export async function readBackup(file: string): Promise<Uint8Array> {
  try {
    const found = await stat(file);
    if (!found.isFile()) {
      throw new BackupRefused(`${file} is ${kindOf(found)}, not a backup. Name the file of one.`);
    }
    return await readFile(file);
  } catch (error) {
    throw inWords(
      error,
      (reason) => `The backup ${file} can't be read: ${reason}. Name the file of one.`,
    );
  }
}

const unfinishedOf = (file: string): string => `${file}.part`;

async function refuseOther(path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (!found || found.isFile()) return;
  const what = `${path} is ${kindOf(found)}, where the backup can't be written.`;
  const remedy = found.isSymbolicLink()
    ? 'Name the file that it leads to'
    : 'Name a file that is not there yet';
  throw new BackupRefused(`${what} ${remedy}.`);
}

type Kind = Pick<
  Awaited<ReturnType<typeof lstat>>,
  'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'
>;

function kindOf(found: Kind): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isSymbolicLink()) return 'a link';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

function notThere(folder: string): Error {
  return Object.assign(new Error(`${folder} is no folder`), { code: 'ENOTDIR' });
}

function unwritable(file: string, error: unknown): unknown {
  return inWords(
    error,
    (reason) =>
      `The backup can't be written to ${file}: ${reason}. Name a file in a folder that is there, has room and lets this account write.`,
  );
}

/** What the operating system refuses, in words; a fault of ours stays what it is. */
function inWords(error: unknown, textFor: (reason: string) => string): unknown {
  const code = codeOf(error);
  if (error instanceof BackupRefused || code === undefined) return error;
  return new BackupRefused(textFor(`${reasons[code] ?? 'the system refuses'} (${code})`), {
    cause: error,
  });
}

function codeOf(error: unknown): string | undefined {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
