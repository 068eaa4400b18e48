import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { embeddedPool } from '#built/platform/database/embedded-pool.js';
import { applyMigrations } from '#built/platform/database/migrations.js';
import { openPglite } from '#built/platform/database/pglite.js';
import { createLogger } from '#built/platform/process/logger.js';
import { runAsAdmin, startCluster } from '../postgres-cluster.js';
import { root } from '../prepare.js';
import { must } from './checks.js';
import { seeded } from './seeded.js';

/** @import { DatabaseKind } from '../stage/stage.js' */
/**
 * Where a database is: on a server, or in a folder.
 * @typedef {object} Place
 * @property {string} url Empty for a folder.
 * @property {string} dataDir Empty on a server.
 */
/** @typedef {ReturnType<typeof onServer>} Places */

const migrations = join(root, 'prisma', 'migrations');

/**
 * Kills a process at so many random moments while it opens its database: a new one, and in every second round one
 * that an earlier version made. The next start must come up each time, with every migration recorded once.
 * @param {DatabaseKind} kind
 * @param {{ rounds: number, seed?: number }} how
 */
export async function killStarts(kind, { rounds, seed = 1 }) {
  const folder = await mkdtemp(join(tmpdir(), 'faults-start-'));
  const cluster = kind === 'postgres' ? await startCluster({ durable: true }) : undefined;
  const random = seeded(seed);
  const names = (await readdir(migrations)).filter((name) => /^\d/.test(name)).sort();
  const figures = { kind, rounds, killed: 0, dead: 0 };
  try {
    const older = join(folder, 'older');
    for (const name of names.slice(0, Math.ceil(names.length / 2))) {
      await cp(join(migrations, name), join(older, name), { recursive: true });
    }
    const places = cluster ? onServer(cluster.url, older) : inFolders(folder, older);
    const usual = { new: 0, older: 0 };
    for (const isUpgrade of [false, true]) {
      const place = await places.make(isUpgrade);
      const { ms, applied } = await open(place);
      must(applied === names.length, 'it does not start even when nobody kills it');
      usual[isUpgrade ? 'older' : 'new'] = ms;
      await places.remove(place);
    }
    for (let round = 0; round < rounds; round += 1) {
      const isUpgrade = round % 2 === 1;
      const place = await places.make(isUpgrade);
      const { isKilled } = await open(place, random() * usual[isUpgrade ? 'older' : 'new']);
      figures.killed += Number(isKilled);
      const { applied, said } = await open(place);
      if (applied !== names.length) {
        figures.dead += 1;
        console.log(`round ${round}: ${said}`);
      }
      await places.remove(place);
    }
    must(figures.dead === 0, `${figures.dead} of ${rounds} did not start again`);
    return figures;
  } finally {
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Opens the database in a process of its own, which is killed so long after it began.
 * @param {Place} place
 * @param {number} [killAfterMs]
 */
async function open({ url, dataDir }, killAfterMs) {
  const child = spawn(
    process.execPath,
    [join(root, 'scripts', 'faults', 'open-database.js'), url, dataDir],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  let start = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
    if (start > 0) return;
    start = performance.now();
    if (killAfterMs !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  await once(child, 'close');
  clearTimeout(timer);
  return {
    ms: performance.now() - start,
    isKilled: child.signalCode === 'SIGKILL',
    applied: Number(/open (\d+)/.exec(said)?.[1]),
    said,
  };
}

/**
 * New databases on a server; older ones are copies of one.
 * @param {string} adminUrl
 * @param {string} older The folder with the migrations of an earlier version.
 */
function onServer(adminUrl, older) {
  let count = 0;
  /** @type {string | undefined} */
  let template;
  const urlOf = (/** @type {string} */ name) =>
    Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  const makeTemplate = async () => {
    await runAsAdmin(adminUrl, 'CREATE DATABASE older');
    const client = new pg.Client({ connectionString: urlOf('older') });
    await client.connect();
    await migrateAsBefore(client, older);
    await client.end();
    return 'older';
  };
  return {
    /** @param {boolean} isUpgrade */
    async make(isUpgrade) {
      count += 1;
      const name = `start_${count}`;
      if (isUpgrade) template ??= await makeTemplate();
      await runAsAdmin(
        adminUrl,
        `CREATE DATABASE ${name} TEMPLATE ${isUpgrade ? template : 'template0'}`,
      );
      return { url: urlOf(name), dataDir: '' };
    },
    /** @param {Place} place */
    async remove({ url }) {
      const name = new URL(url).pathname.slice(1);
      await runAsAdmin(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/**
 * New embedded databases; older ones are copies of one.
 * @param {string} folder
 * @param {string} older The folder with the migrations of an earlier version.
 * @returns {Places}
 */
function inFolders(folder, older) {
  let count = 0;
  /** @type {string | undefined} */
  let template;
  const makeTemplate = async () => {
    const dataDir = join(folder, 'template');
    await mkdir(dataDir);
    const pglite = await openPglite({ dataDir: join(dataDir, 'db') });
    const pool = embeddedPool(pglite);
    const client = await pool.connect();
    await migrateAsBefore(client, older);
    client.release();
    await pool.end();
    await pglite.close();
    return dataDir;
  };
  return {
    async make(isUpgrade) {
      count += 1;
      const dataDir = join(folder, `data-${count}`);
      if (isUpgrade) {
        template ??= await makeTemplate();
        await cp(template, dataDir, { recursive: true });
      }
      return { url: '', dataDir };
    },
    remove: ({ dataDir }) => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/**
 * @param {Parameters<typeof applyMigrations>[0]} client
 * @param {string} older
 */
async function migrateAsBefore(client, older) {
  await applyMigrations(client, older, { log: createLogger({ level: 'silent' }) });
}
