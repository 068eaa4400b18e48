import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.js';
import { findPostgres } from './machine.js';

// It is thrown away, so nothing has to survive a power cut.
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
const READY_WITHIN_MS = 30_000;

/**
 * A server of PostgreSQL that is thrown away.
 * @typedef {object} Cluster
 * @property {string} url Its superuser's.
 * @property {() => Promise<void>} stop
 * @property {(downMs: number) => Promise<void>} restart
 */

/** @import { ChildProcess } from 'node:child_process' */

/**
 * Starts a throw-away PostgreSQL server with this machine's own programs: data in a temporary
 * folder, reachable from this machine only. `stop` ends it and removes its folder. A `durable` one keeps
 * what it has committed over `restart`, which leaves it down for a while.
 * @param {{ durable?: boolean }} [options]
 * @returns {Promise<Cluster>}
 */
export async function startCluster({ durable = false } = {}) {
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
  const start = () =>
    spawn(join(programs, 'postgres'), serverArguments(data, folder, port, durable), {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...owner,
    });
  let server = start();
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
    /** @param {number} downMs */
    const restart = async (downMs) => {
      await endServer(server);
      await wait(downMs);
      server = start();
      await waitUntilReady(server, url);
    };
    return { url, stop, restart };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Runs a statement as the superuser; gives what it gave.
 * @param {string} adminUrl
 * @param {string} statement
 */
export async function runAsAdmin(adminUrl, statement) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

// PostgreSQL refuses to run as root, so root lends it to an account without rights.
function ownerOfServer() {
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

/**
 * @param {'-u' | '-g'} kind
 * @param {string} name
 */
function idOf(kind, name) {
  return Number(execFileSync('id', [kind, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
}

/**
 * @param {string} data
 * @param {string} socketFolder
 * @param {number} port
 * @param {boolean} durable
 */
function serverArguments(data, socketFolder, port, durable) {
  const sockets = process.platform === 'win32' ? '' : socketFolder;
  const settings = [
    ...(durable ? [] : SETTINGS),
    'max_connections=200',
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${sockets}`,
  ];
  return ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
}

/**
 * @param {ChildProcess} server
 * @param {string} url
 */
async function waitUntilReady(server, url) {
  let log = '';
  server.stderr?.on('data', (chunk) => {
    log += String(chunk);
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

/**
 * @param {ChildProcess} server
 * @param {string} folder
 */
async function stopServer(server, folder) {
  await endServer(server);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** @param {ChildProcess} server */
async function endServer(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  // "Immediate shutdown", as if it crashed: what it has committed must survive that, the rest is nobody's.
  server.kill('SIGQUIT');
  await ended;
}
