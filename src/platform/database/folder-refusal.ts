import { StartRefused } from '../process/start-refused.ts';

const rights = 'Give it to the account that runs the app';
const room = 'Make room';
const path = 'Put the path right';

/** Why a folder can't be used, by the operating system's code, and what to do. */
const reasons: Record<string, readonly [string, string]> = {
  EACCES: ['this process may not write there', rights],
  EPERM: ['this process may not write there', rights],
  EROFS: ['it is read-only', 'Mount it for writing'],
  ENOSPC: ['its disk is full', room],
  EDQUOT: ['its disk quota is used up', room],
  ENOTDIR: ['a part of the path is no folder', path],
  ELOOP: ['a link in the path leads back to itself', path],
  ENAMETOOLONG: ['the path or a name in it is too long', path],
};

/** These say so much only of a folder that is being made; of a file in it they may be our fault. */
const reasonsOfMaking: typeof reasons = {
  EEXIST: ['a part of the path is no folder, or a link that leads nowhere', path],
  ENOENT: ['no folder can be made there', path],
};

/** The same inside the embedded database, which has numbers of its own (WASI's). */
const codesByNumber: Record<number, string> = {
  2: 'EACCES',
  19: 'EDQUOT',
  32: 'ELOOP',
  37: 'ENAMETOOLONG',
  51: 'ENOSPC',
  54: 'ENOTDIR',
  63: 'EPERM',
  69: 'EROFS',
};

/** In words why the embedded database in the folder can't be opened; undefined when the fault may be ours. */
export function refusedFolder(folder: string, error: unknown): StartRefused | undefined {
  if (error instanceof StartRefused) return error;
  const refused = refusedBySystem(folder, error);
  if (refused) return refused;
  return isOfTheDatabase(error)
    ? new StartRefused(damagedText(folder, error), { cause: error })
    : undefined;
}

/** The same where only the operating system can have refused, not the database. */
export function refusedBySystem(folder: string, error: unknown): StartRefused | undefined {
  const { code, errno, syscall } = Object(error) as Record<string, unknown>;
  const known = typeof code === 'string' ? code : codesByNumber[Number(errno)];
  if (known === undefined) return undefined;
  const found = reasons[known] ?? (syscall === 'mkdir' ? reasonsOfMaking[known] : undefined);
  if (!found) return undefined;
  const [reason, remedy] = found;
  const text = `The folder ${folder} for the embedded database can't be used: ${reason} (${known}). ${remedy}, or set DATA_DIR to another folder.`;
  return new StartRefused(text, { cause: error });
}

function isOfTheDatabase(error: unknown): error is Error {
  return error instanceof Error && /PGlite|Aborted|unreachable|ExitStatus/.test(String(error));
}

function damagedText(folder: string, error: Error): string {
  return `The embedded database in ${folder} doesn't open (${error.message}). Check that its disk has room and that the app may write every file in it. If it is damaged, restore a backup (npm run db:restore -- FILE --force); if it was never used, delete the folder.`;
}
