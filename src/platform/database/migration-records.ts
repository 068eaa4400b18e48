import type { ClientBase } from 'pg';
import type { Logger } from '../process/logger.ts';
import { StartRefused } from '../process/start-refused.ts';

/** A script of prisma/migrations. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** By which Prisma tells whether a script has changed since: SHA-256 in hex. */
  readonly checksum: string;
}

/** The one connection that migrations are applied on; nobody else uses it meanwhile. */
export type MigrationSession = Pick<ClientBase, 'query'>;

/** A row of `_prisma_migrations` that hasn't been rolled back. */
export interface MigrationRecord {
  readonly name: string;
  readonly checksum: string;
  readonly isFinished: boolean;
}

/**
 * Settles what earlier versions left behind: they recorded a migration in transactions of their own before and
 * after its script, so that a process that ended in between left a record without an end. The script itself was
 * one transaction then, too. So it is applied when everything is there that it makes, and otherwise nothing of it
 * is. Call it with the migration lock.
 */
export async function recoverRecords(
  session: MigrationSession,
  migrations: readonly Migration[],
  log: Logger,
): Promise<void> {
  const { rows } = await session.query(
    'SELECT id, migration_name AS name FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL',
  );
  for (const { id, name } of rows as { id: string; name: string }[]) {
    const sql = migrations.find((each) => each.name === name)?.sql ?? '';
    const isApplied = await hasAll(session, madeBy(sql));
    const settled = isApplied
      ? 'finished_at = now(), applied_steps_count = 1'
      : 'rolled_back_at = now()';
    await session.query(`UPDATE _prisma_migrations SET ${settled} WHERE id = $1`, [id]);
    log.warn({ migration: name, isApplied }, 'a migration that was cut off is settled');
  }
}

/** Names of the tables, types, indexes and columns that a script makes, as Prisma and we write it. */
function madeBy(sql: string): string[] {
  const made = /CREATE (?:TABLE|TYPE|(?:UNIQUE )?INDEX) "?(\w+)"?|ADD COLUMN\s+"(\w+)"/g;
  return [...sql.matchAll(made)].map(([, object, column]) => object ?? column ?? '');
}

async function hasAll(session: MigrationSession, names: string[]): Promise<boolean> {
  const { rows } = await session.query(
    `SELECT bool_and(EXISTS (
         SELECT FROM pg_class WHERE relname = name AND relnamespace = here.oid
         UNION ALL SELECT FROM pg_type WHERE typname = name AND typnamespace = here.oid
         UNION ALL SELECT FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
           WHERE a.attname = name AND NOT a.attisdropped AND c.relnamespace = here.oid
       )) AS "hasAll"
       FROM unnest($1::text[]) AS wanted(name), pg_namespace here
      WHERE here.nspname = current_schema()`,
    [names],
  );
  return rows[0]?.hasAll === true;
}

const insufficientPrivilege = '42501';
const noSchema = '3F000';

/** What to grant, when an error says that a right is missing; undefined for other errors. */
export async function rightsRefusal(
  session: MigrationSession,
  error: unknown,
): Promise<StartRefused | undefined> {
  const { code } = Object(error) as { code?: unknown };
  if (code !== insufficientPrivilege && code !== noSchema) return undefined;
  const { rows } = await session.query(
    `SELECT quote_ident(current_user) AS role, quote_ident(current_database()) AS database,
       quote_ident(coalesce(current_schema(), 'public')) AS schema`,
  );
  const { role, database, schema } = rows[0] as Record<'role' | 'database' | 'schema', string>;
  return new StartRefused(
    `The role ${role} may not change tables in the schema ${schema} of the database ${database}. Let the database's owner run there: GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${role}; and if another role made the tables, give them to this one (ALTER TABLE … OWNER TO ${role}).`,
    { cause: error },
  );
}
