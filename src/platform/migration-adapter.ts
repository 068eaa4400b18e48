import type { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';

/** An adapter factory lent to the schema engine for one job; `close` ends what it opened. */
export interface MigrationAdapter {
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  close(): Promise<void>;
}

/**
 * Makes @prisma/adapter-pg fit for migrations: a script reaches the database whole, its errors reach
 * the engine in Prisma's words, the database's own tables can be read, and every connection can be
 * closed afterwards (the engine leaves them open).
 */
export function forMigrations(factory: PrismaPg): MigrationAdapter {
  const opened: SqlDriverAdapter[] = [];
  return {
    factory: {
      provider: factory.provider,
      adapterName: factory.adapterName,
      async connect() {
        const adapter = (await factory.connect()) as SqlDriverAdapter as PgAdapter;
        opened.push(adapter);
        runScriptsWhole(adapter);
        readChars(adapter);
        return adapter;
      },
      connectToShadowDb: () => Promise.reject(new Error('Migrations need no shadow database.')),
    },
    async close() {
      await Promise.all(opened.map((adapter) => adapter.dispose()));
    },
  };
}

/** What of @prisma/adapter-pg is used beside the interface, some of it private. */
interface PgAdapter extends SqlDriverAdapter {
  underlyingDriver(): { query(script: string): Promise<unknown> };
  performIO(
    query: SqlQuery,
  ): Promise<{ fields: { name: string; dataTypeID: number }[]; rows: unknown[][] }>;
}

// @prisma/adapter-pg cuts scripts at every semicolon, also inside comments and function bodies, and
// runs the pieces one by one; as one query, PostgreSQL takes all of it or nothing.
function runScriptsWhole(adapter: PgAdapter): void {
  const pool = adapter.underlyingDriver();
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script);
    } catch (error) {
      throw isDatabaseError(error) ? asAdapterError(error) : error;
    }
  };
}

/** Types of PostgreSQL (`pg_type.oid`): the one character of its own tables, and text. */
const charType = 18;
const textType = 25;

// @prisma/adapter-pg refuses columns of type "char", which the engine reads when it compares. It is shown text.
function readChars(adapter: PgAdapter): void {
  const queryRaw = adapter.queryRaw;
  adapter.queryRaw = async (query) => {
    const { fields, ...found } = await adapter.performIO(query);
    const isChar = fields.map(({ dataTypeID }) => dataTypeID === charType);
    const known = fields.map((field, i) =>
      isChar[i] ? { ...field, dataTypeID: textType } : field,
    );
    const result = await queryRaw.call(
      Object.assign(Object.create(adapter), {
        performIO: async () => ({ ...found, fields: known }),
      }),
      query,
    );
    const columnTypes = result.columnTypes.map((type, i) =>
      isChar[i] ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };
}

/** What pg's errors have when they come from the database. */
interface DatabaseError extends Error {
  readonly code: string;
  readonly severity: string;
  readonly detail: string | undefined;
  readonly column: string | undefined;
  readonly hint: string | undefined;
}

function isDatabaseError(error: unknown): error is DatabaseError {
  return error instanceof Error && 'code' in error && 'severity' in error;
}

function asAdapterError({ code, severity, message, detail, column, hint }: DatabaseError): Error {
  return new DriverAdapterError({
    kind: 'postgres',
    code,
    severity,
    message,
    detail,
    column,
    hint,
  });
}
