import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Thrown when another process has the folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

/**
 * Keeps a folder to this process until `release` or the process's end, however it ends: the operating
 * system frees the name that is listened on. (The embedded database doesn't notice a second opener and
 * would be destroyed by it.) Throws FolderInUse when another process of this machine has it.
 */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const name = lockName(folder);
  try {
    return releasable(await listen(name));
  } catch (cause) {
    if (!isInUse(cause)) throw cause;
    if (await isAnswered(name)) throw new FolderInUse(inUseText(folder), { cause });
    // A socket file that a killed process left behind (macOS only: elsewhere the name goes with the process).
    rmSync(name, { force: true });
    return releasable(await listen(name));
  }
}

function inUseText(folder: string): string {
  return `${folder} is in use by another running copy of this app. Stop that one first, or set DATA_DIR to another folder (or DATABASE_URL to share one PostgreSQL).`;
}

function lockName(folder: string): string {
  const hash = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32);
  if (process.platform === 'linux') return `\0slack-invitations-${hash}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\slack-invitations-${hash}`;
  return join(tmpdir(), `slack-invitations-${hash}.sock`);
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
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function isAnswered(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(name);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function releasable(server: Server): { release(): Promise<void> } {
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}
