import { StartRefused } from '../process/start-refused.ts';

/** Why a folder can't be used, by the operating system's code. */
const reasons: Record<string, string> = {
  EACCES: 'this process may not write there',
  EPERM: 'this process may not write there',
  EROFS: 'it is read-only',
  ENOSPC: 'its disk is full',
  EDQUOT: 'its disk quota is used up',
  ENOTDIR: 'a part of the path is a file',
};

/** The same inside the embedded database, which has numbers of its own (WASI's). */
const codesByNumber: Record<number, string> = {
  2: 'EACCES',
  19: 'EDQUOT',
  51: 'ENOSPC',
  54: 'ENOTDIR',
  63: 'EPERM',
  69: 'EROFS',
};

/** In words why the embedded database in the folder can't be opened; undefined when the fault may be ours. */
export function refusedFolder(folder: string, error: unknown): StartRefused | undefined {
  if (error instanceof StartRefused) return error;
  const { code, errno } = Object(error) as { code?: unknown; errno?: unknown };
  const known = typeof code === 'string' ? code : codesByNumber[Number(errno)];
  const reason = known && reasons[known];
  if (reason) {
    const text = `The folder ${folder} for the embedded database can't be used: ${reason} (${known}). Give it to the account that runs the app, make room, or set DATA_DIR to another folder.`;
    return new StartRefused(text, { cause: error });
  }
  return isOfTheDatabase(error)
    ? new StartRefused(damagedText(folder, error), { cause: error })
    : undefined;
}

function isOfTheDatabase(error: unknown): error is Error {
  return error instanceof Error && /PGlite|Aborted|unreachable|ExitStatus/.test(String(error));
}

function damagedText(folder: string, error: Error): string {
  return `The embedded database in ${folder} doesn't open (${error.message}). Check that its disk has room and that the app may write every file in it. If it is damaged, restore a backup (npm run db:restore -- FILE --force); if it was never used, delete the folder.`;
}
