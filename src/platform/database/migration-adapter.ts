import type { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
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
 * Makes @prisma/adapter-pg fit for comparing a database with the schema: the database's own tables can be
 * read, and every connection can be closed afterwards (the engine leaves them open).
 */
export function forComparing(factory: PrismaPg): MigrationAdapter {
  const opened: SqlDriverAdapter[] = [];
  return {
    factory: {
      provider: factory.provider,
      adapterName: factory.adapterName,
      async connect() {
        const adapter = (await factory.connect()) as SqlDriverAdapter as PgAdapter;
        opened.push(adapter);
        readChars(adapter);
        return adapter;
      },
      connectToShadowDb: () => Promise.reject(new Error('Comparing needs no shadow database.')),
    },
    async close() {
      await Promise.all(opened.map((adapter) => adapter.dispose()));
    },
  };
}

/** What of @prisma/adapter-pg is used beside the interface, some of it private. */
interface PgAdapter extends SqlDriverAdapter {
  performIO(
    query: SqlQuery,
  ): Promise<{ fields: { name: string; dataTypeID: number }[]; rows: unknown[][] }>;
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
