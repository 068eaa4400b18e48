import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { findPostgres } from '../../scripts/machine.js';

/** A PostgreSQL server of our own; `url` is its superuser's. */
export interface Cluster {
  readonly url: string;
  stop(): Promise<void>;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

// It is thrown away, so nothing has to survive a power cut.
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
const READY_WITHIN_MS = 30_000;

/**
 * Starts a throw-away PostgreSQL server with this machine's own programs: data in a temporary
 * folder, reachable from this machine only. `stop` ends it and removes its folder.
 */
export async function startCluster(): Promise<Cluster> {
  const programs = findPostgres();
  if (programs === undefined) throw new Error('PostgreSQL is not installed on this machine.');
  const folder = await mkdtemp(join(tmpdir(), 'test-postgres-'));
  const owner = ownerOfServer();
  if (owner) await chown(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  await promisify(execFile)(
    join(programs, 'initdb'),
    ['--no-sync', '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C', '-D', data],
    { cwd: folder, ...owner },
  );
  const port = await freePort();
  const server = spawn(join(programs, 'postgres'), serverArguments(data, folder, port), {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...owner,
  });
  // A run that is broken off never gets to `stop`.
  const killNow = () => server.kill('SIGQUIT');
  process.once('exit', killNow);
  const stop = () => {
    process.off('exit', killNow);
    return stopServer(server, folder);
  };
  try {
    const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
    await waitUntilReady(server, url);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes an empty database (or a copy of `template`, which nobody may be connected to). Returns its URL. */
export async function createDatabase(adminUrl: string, template = 'template0'): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runAsAdmin(adminUrl, `CREATE DATABASE "${name}" TEMPLATE "${template}"`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Removes a database that createDatabase made, also while someone is connected to it. */
export async function dropDatabase(adminUrl: string, databaseUrl: string): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await runAsAdmin(adminUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
}

async function runAsAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

// PostgreSQL refuses to run as root, so root lends it to an account without rights.
function ownerOfServer(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', name), gid: idOf('-g', name) };
    } catch {
      // No such account: try the next.
    }
  }
  throw new Error('PostgreSQL cannot run as root, and there is no account "postgres" or "nobody".');
}

function idOf(kind: '-u' | '-g', name: string): number {
  return Number(execFileSync('id', [kind, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
}

function serverArguments(data: string, socketFolder: string, port: number): string[] {
  const sockets = process.platform === 'win32' ? '' : socketFolder;
  const settings = [
    ...SETTINGS,
    'max_connections=200',
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${sockets}`,
  ];
  return ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function waitUntilReady(server: ChildProcess, url: string): Promise<void> {
  let log = '';
  server.stderr?.on('data', (chunk) => {
    log += chunk;
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (server.exitCode === null && server.signalCode === null && Date.now() < deadline) {
    try {
      return await runAsAdmin(url, 'SELECT 1');
    } catch {
      await wait(50);
    }
  }
  throw new Error(`PostgreSQL did not start:\n${log}`);
}

async function stopServer(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = once(server, 'exit');
    // "Immediate shutdown": nothing in it is needed any more.
    server.kill('SIGQUIT');
    await ended;
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
