import { createHash, randomBytes } from 'node:crypto';
import { realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { StartRefused } from '../process/start-refused.ts';

/** Thrown when another process has the folder. */
export class FolderInUse extends StartRefused {
  override readonly name = 'FolderInUse';
}

interface Lock {
  release(): Promise<void>;
}

/**
 * Keeps a folder to this process until `release` or the process's end, however it ends: the operating
 * system stops to answer for a socket beside it, `FOLDER.lock`, which every process and container that has the
 * same disk finds. (The embedded database doesn't notice a second opener and would be destroyed by it.) Throws
 * FolderInUse when another process has it.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const real = realpathSync(folder);
  const name = await lockName(folder, real);
  try {
    const file = await lockFile(folder, `${real}.lock`);
    return {
      async release() {
        await file?.release();
        await name?.release();
      },
    };
  } catch (error) {
    await name?.release();
    throw error;
  }
}

/**
 * A name in the operating system, which goes with the process. It holds within one container or machine only, but
 * also where the disk knows no sockets; and it lets the processes there look at the file one after the other.
 */
async function lockName(folder: string, real: string): Promise<Lock | undefined> {
  const hash = createHash('sha256').update(real).digest('hex').slice(0, 32);
  const prefix = { linux: '\0', win32: '\\\\.\\pipe\\' }[process.platform as string];
  if (prefix === undefined) return undefined;
  try {
    return lockOf(await listen(`${prefix}slack-invitations-${hash}`));
  } catch (cause) {
    throw isInUse(cause) ? new FolderInUse(inUseText(folder), { cause }) : cause;
  }
}

async function lockFile(folder: string, file: string): Promise<Lock | undefined> {
  if (process.platform === 'win32') return undefined;
  if (Buffer.byteLength(file) <= maxPathLength) {
    const server = await takeFile(folder, file);
    return server && lockOf(server);
  }
  const link = join(tmpdir(), `lock-${randomBytes(6).toString('hex')}`);
  symlinkSync(dirname(file), link, 'dir');
  try {
    const server = await takeFile(folder, join(link, basename(file)));
    // The system removes it by the name that it was given, which is gone.
    return server && lockOf(server, () => rmSync(file, { force: true }));
  } finally {
    rmSync(link);
  }
}

/** As much as fits into the address of a socket on every system; a file with more is reached by a link. */
const maxPathLength = 90;

async function takeFile(folder: string, path: string): Promise<Server | undefined> {
  try {
    return await listen(path);
  } catch (cause) {
    if (isWithoutSockets(cause)) return undefined;
    if (!isInUse(cause)) throw cause;
    const refusal = new FolderInUse(inUseText(folder), { cause });
    if (await isAnswered(path)) throw refusal;
    // Left behind by a process that was killed. It is moved away and asked there once more: somebody may have been
    // faster, and it is theirs.
    const away = `${path}.${randomBytes(3).toString('hex')}`;
    renameSync(path, away);
    if (await isAnswered(away)) {
      renameSync(away, path);
      throw refusal;
    }
    rmSync(away);
    return await listen(path).catch((error: unknown) => {
      throw isInUse(error) ? refusal : error;
    });
  }
}

function inUseText(folder: string): string {
  return `${folder} is in use by another running copy of this app. Stop that one first, or set DATA_DIR to another folder (or DATABASE_URL to share one PostgreSQL).`;
}

function listen(name: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', reject);
    server.listen(name, () => resolve(server));
  });
}

function isInUse(error: unknown): boolean {
  return codeOf(error) === 'EADDRINUSE';
}

function isWithoutSockets(error: unknown): boolean {
  return ['EOPNOTSUPP', 'ENOTSUP', 'EPERM', 'ENOSYS'].includes(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  return (Object(error) as { code?: string }).code;
}

/** Only a socket that nobody listens on is nobody's; one that can't be asked counts as somebody's. */
function isAnswered(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(name);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      resolve(!['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'].includes(codeOf(error) ?? ''));
    });
  });
}

function lockOf(server: Server, beforeClose?: () => void): Lock {
  return {
    release() {
      beforeClose?.();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
