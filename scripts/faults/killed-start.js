import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { embeddedPool } from '../../dist/platform/database/embedded-pool.js';
import { applyMigrations } from '../../dist/platform/database/migrations.js';
import { createLogger } from '../../dist/platform/process/logger.js';
import { runAsAdmin, startCluster } from '../postgres-cluster.js';
import { root } from '../prepare.js';
import { must } from './checks.js';
import { seeded } from './stage.js';

const migrations = join(root, 'prisma', 'migrations');

/**
 * Kills a process at so many random moments while it opens its database: a new one, and in every second round one
 * that an earlier version made. The next start must come up each time, with every migration recorded once.
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
    const usual = [];
    for (const isUpgrade of [false, true]) {
      const place = await places.make(isUpgrade);
      const { ms, applied } = await open(place);
      must(applied === names.length, 'it does not start even when nobody kills it');
      usual[Number(isUpgrade)] = ms;
      await places.remove(place);
    }
    for (let round = 0; round < rounds; round += 1) {
      const isUpgrade = round % 2 === 1;
      const place = await places.make(isUpgrade);
      const { isKilled } = await open(place, random() * usual[Number(isUpgrade)]);
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

/** Opens the database in a process of its own, which is killed so long after it began. */
async function open({ url = '', dataDir = '' }, killAfterMs) {
  const child = spawn(
    process.execPath,
    [join(root, 'scripts', 'faults', 'open-database.js'), url, dataDir],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  let start;
  let timer;
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (start !== undefined) return;
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

/** New databases on a server; older ones are copies of one. */
function onServer(adminUrl, older) {
  let count = 0;
  let template;
  const urlOf = (name) => Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  const makeTemplate = async () => {
    await runAsAdmin(adminUrl, 'CREATE DATABASE older');
    const client = new pg.Client({ connectionString: urlOf('older') });
    await client.connect();
    await migrateAsBefore(client, older);
    await client.end();
    return 'older';
  };
  return {
    async make(isUpgrade) {
      count += 1;
      const name = `start_${count}`;
      if (isUpgrade) template ??= await makeTemplate();
      await runAsAdmin(
        adminUrl,
        `CREATE DATABASE ${name} TEMPLATE ${isUpgrade ? template : 'template0'}`,
      );
      return { url: urlOf(name), name };
    },
    remove: ({ name }) => runAsAdmin(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/** New embedded databases; older ones are copies of one. */
function inFolders(folder, older) {
  let count = 0;
  let template;
  const makeTemplate = async () => {
    const dataDir = join(folder, 'template');
    await mkdir(dataDir);
    const pglite = await PGlite.create(join(dataDir, 'db'));
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
      return { dataDir };
    },
    remove: ({ dataDir }) => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function migrateAsBefore(client, older) {
  await applyMigrations(client, older, { log: createLogger({ level: 'silent' }) });
}
