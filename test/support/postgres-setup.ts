import type { TestProject } from 'vitest/node';
import { startCluster } from '../../scripts/postgres-cluster.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The database that the app of a test runs on. */
    testDatabase: 'embedded' | 'postgres';
    /** A server where tests may create databases; only given when testDatabase is "postgres". */
    postgresUrl: string;
    /** The Chromium to use; only given to the browser tests. */
    chromiumPath: string;
  }
}

let cluster: Awaited<ReturnType<typeof startCluster>> | undefined;

/** Before the tests on PostgreSQL: starts a server for them. */
export async function setup(project: TestProject): Promise<void> {
  cluster = await startCluster();
  project.provide('postgresUrl', cluster.url);
}

/** After them: stops it. */
export async function teardown(): Promise<void> {
  await cluster?.stop();
}
