import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';

/**
 * What of @prisma/adapter-pg is used beside the interface, some of it private.
 * @typedef {import('@prisma/driver-adapter-utils').SqlDriverAdapter & {
 *   performIO(query: import('@prisma/driver-adapter-utils').SqlQuery):
 *     Promise<{ fields: { name: string, dataTypeID: number }[], rows: unknown[][] }>,
 * }} PgAdapter
 */

/**
 * Makes @prisma/adapter-pg fit for the schema engine: the database's own tables can be read, and every connection
 * can be closed afterwards (the engine leaves them open).
 * @param {import('@prisma/adapter-pg').PrismaPg} factory
 * @returns {{
 *   factory: import('@prisma/driver-adapter-utils').SqlMigrationAwareDriverAdapterFactory,
 *   close(): Promise<void>,
 * }}
 */
export function forComparing(factory) {
  /** @type {import('@prisma/driver-adapter-utils').SqlDriverAdapter[]} */
  const opened = [];
  return {
    factory: {
      provider: factory.provider,
      adapterName: factory.adapterName,
      async connect() {
        const adapter = await factory.connect();
        opened.push(adapter);
        if (hasPerformIO(adapter)) readChars(adapter);
        return adapter;
      },
      connectToShadowDb: () => Promise.reject(new Error('Comparing needs no shadow database.')),
    },
    async close() {
      await Promise.all(opened.map((adapter) => adapter.dispose()));
    },
  };
}

/**
 * @param {import('@prisma/driver-adapter-utils').SqlDriverAdapter} adapter
 * @returns {adapter is PgAdapter}
 */
function hasPerformIO(adapter) {
  return 'performIO' in adapter;
}

/** Types of PostgreSQL (`pg_type.oid`): the one character of its own tables, and text. */
const charType = 18;
const textType = 25;

// @prisma/adapter-pg refuses columns of type "char", which the engine reads when it compares. It is shown text, by
// way of the adapter's own performIO, which is private.
/** @param {PgAdapter} adapter */
function readChars(adapter) {
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
