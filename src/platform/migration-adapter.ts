import {
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';

/** An adapter factory lent to the schema engine for one job; `close` ends what it opened. */
export interface MigrationAdapter {
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  close(): Promise<void>;
}

/**
 * Makes an adapter factory fit for migrations: a script reaches the database whole, its errors
 * reach the engine in Prisma's words, and every connection can be closed afterwards (the engine
 * leaves them open).
 */
export function forMigrations(factory: SqlMigrationAwareDriverAdapterFactory): MigrationAdapter {
  const opened: SqlDriverAdapter[] = [];
  return {
    factory: {
      provider: factory.provider,
      adapterName: factory.adapterName,
      async connect() {
        const adapter = await factory.connect();
        opened.push(adapter);
        runScriptsWhole(adapter);
        return adapter;
      },
      connectToShadowDb: () => Promise.reject(new Error('Migrations need no shadow database.')),
    },
    async close() {
      await Promise.all(opened.map((adapter) => adapter.dispose()));
    },
  };
}

interface ScriptRunner {
  query(script: string): Promise<unknown>;
}

// @prisma/adapter-pg cuts scripts at every semicolon, also inside comments and function bodies, and
// runs the pieces one by one; as one query, PostgreSQL takes all of it or nothing.
function runScriptsWhole(adapter: SqlDriverAdapter & { underlyingDriver?(): ScriptRunner }): void {
  const pool = adapter.underlyingDriver?.();
  const run = pool ? pool.query.bind(pool) : adapter.executeScript.bind(adapter);
  adapter.executeScript = async (script) => {
    try {
      await run(script);
    } catch (error) {
      throw isDatabaseError(error) ? asAdapterError(error) : error;
    }
  };
}

/** What both drivers' errors have in common (pg and PGlite share their protocol code). */
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
