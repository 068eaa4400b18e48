import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { startCluster } from '../../scripts/postgres-cluster.js';
import { openDatabase } from '../../src/platform/database/database.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import { createDatabase, dropDatabase } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The database that the app of a test runs on. */
    testDatabase: 'embedded' | 'postgres';
    /** A server where tests may create databases; only given when testDatabase is "postgres". */
    postgresUrl: string;
    /** The name of a migrated, empty database there, to copy: faster than to migrate one. */
    postgresTemplate: string;
    /** The Chromium to use; only given to the browser tests. */
    chromiumPath: string;
  }
}

let cluster: Awaited<ReturnType<typeof startCluster>> | undefined;
let removeTemplate: (() => Promise<void>) | undefined;

/**
 * Before the tests on PostgreSQL: starts a server for them unless one is given, and makes a database to copy; once for
 * all projects, as it takes seconds.
 */
export async function setup(project: TestProject): Promise<void> {
  const given: Partial<ProvidedContext> = project.getProvidedContext();
  if (given.postgresTemplate) return;
  if (!given.postgresUrl) cluster = await startCluster();
  const postgresUrl = given.postgresUrl ?? cluster?.url ?? '';
  project.vitest.provide('postgresUrl', postgresUrl);
  const template = await createDatabase(postgresUrl);
  removeTemplate = () => dropDatabase(postgresUrl, template);
  const log = createLogger({ level: 'silent' });
  const database = await openDatabase({
    databaseUrl: template,
    dataDir: '',
    clock: realClock(),
    log,
  });
  await database.close();
  project.vitest.provide('postgresTemplate', new URL(template).pathname.slice(1));
}

/** After them: removes both. */
export async function teardown(): Promise<void> {
  await removeTemplate?.();
  await cluster?.stop();
}
