import { randomBytes } from 'node:crypto';
import { runAsAdmin } from '../../scripts/postgres-cluster.js';

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
