import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { freePort } from '../../scripts/free-port.js';
import { findPgBouncer } from '../../scripts/machine.js';

/** This machine's own PgBouncer. */
export interface PgBouncer {
  /** The database's URL through it. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts PgBouncer in front of a database, as Debian's comes save for the mode and the size; resolves when it listens. */
export async function startPgBouncer(
  databaseUrl: string,
  poolMode: string,
  poolSize = 20,
): Promise<PgBouncer> {
  const target = new URL(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), 'test-pgbouncer-'));
  const port = await freePort();
  const config = join(folder, 'pgbouncer.ini');
  await writeFile(join(folder, 'users'), '"postgres" ""\n');
  await writeFile(
    config,
    [
      '[databases]',
      `* = host=${target.hostname} port=${target.port || 5432}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = trust',
      `auth_file = ${join(folder, 'users')}`,
      `pool_mode = ${poolMode}`,
      `default_pool_size = ${poolSize}`,
    ].join('\n'),
  );
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    // It refuses to run as root.
    const owner = Number(execFileSync('id', ['-u', 'nobody']));
    await chown(folder, owner, owner);
    await chmod(join(folder, 'users'), 0o644);
  }
  const bouncer = spawn(
    findPgBouncer() ?? 'pgbouncer',
    ['-q', ...(isRoot ? ['-u', 'nobody'] : []), config],
    { stdio: ['ignore', 'ignore', 'ignore'] },
  );
  await vi.waitFor(
    async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
    },
    { timeout: 10_000, interval: 50 },
  );
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    async stop() {
      bouncer.kill('SIGTERM');
      if (bouncer.exitCode === null) await once(bouncer, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
