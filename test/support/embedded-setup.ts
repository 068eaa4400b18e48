import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { embeddedPool } from '../../src/platform/database/embedded-pool.ts';
import { applyMigrations } from '../../src/platform/database/migrations.ts';
import { openPglite } from '../../src/platform/database/pglite.ts';
import { createLogger } from '../../src/platform/process/logger.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A file with a migrated, empty embedded database: much faster to load than to make. */
    embeddedDump: string;
  }
}

let folder: string | undefined;

/** Makes the embedded database that every test starts from, once for all projects: it takes seconds. */
export async function setup(project: TestProject): Promise<void> {
  const given: Partial<ProvidedContext> = project.getProvidedContext();
  if (given.embeddedDump) return;
  folder = await mkdtemp(join(tmpdir(), 'test-embedded-'));
  const pglite = await openPglite({});
  const pool = embeddedPool(pglite);
  const session = await pool.connect();
  await applyMigrations(session, 'prisma/migrations', { log: createLogger({ level: 'silent' }) });
  session.release();
  await pool.end();
  const file = join(folder, 'dump.tar');
  const dump = await pglite.dumpDataDir('none');
  await writeFile(file, Buffer.from(await dump.arrayBuffer()));
  await pglite.close();
  project.vitest.provide('embeddedDump', file);
}

/** Removes it. */
export async function teardown(): Promise<void> {
  if (folder) await rm(folder, { recursive: true, force: true });
}
