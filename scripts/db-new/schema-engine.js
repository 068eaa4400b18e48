import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import { embeddedPool } from '#built/platform/database/embedded-pool.js';
import { applyMigrations } from '#built/platform/database/migrations.js';
import { openPglite } from '#built/platform/database/pglite.js';
import { createLogger } from '#built/platform/process/logger.js';
import { forComparing } from './comparing-adapter.js';

// Prisma's own engine for migrations, as WebAssembly: the one its command line downloads as a
// native program, without the download. It writes new migrations; the app applies them without it.

/**
 * Loads Prisma's schema engine, once per process: its package keeps one instance, however many copies of this
 * module a test runner makes, and a second one would pull the memory from under it.
 */
export function loadSchemaEngine() {
  globalThis.schemaEngine ??= instantiateEngine();
  return globalThis.schemaEngine;
}

/**
 * Writes the SQL that leads from the folder's migrations to the schema file, or nothing when they
 * agree. Works on a throw-away database in memory. Never proposes to drop indexes that the schema
 * language cannot express (partial ones, ones on expressions): the engine does not see them.
 * @param {URL | string} migrationsFolder
 * @param {string} schemaFile
 * @returns {Promise<string | undefined>}
 */
export async function migrationSql(migrationsFolder, schemaFile) {
  const files = [{ path: schemaFile, content: await readFile(schemaFile, 'utf8') }];
  const pglite = await openPglite({});
  const pool = embeddedPool(pglite);
  try {
    const session = await pool.connect();
    await applyMigrations(session, migrationsFolder, { log: createLogger({ level: 'silent' }) });
    session.release();
    return await withEngine(new PrismaPg(pool), async (engine) => {
      const { exitCode, stdout } = await engine.diff({
        from: { tag: 'schemaDatasource', files, configDir: '' },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: true,
        filters: { externalTables: [], externalEnums: [] },
      });
      // With `exitCode: true` the engine answers 2 when there is a difference.
      return exitCode === 2 && stdout ? stdout : undefined;
    });
  } finally {
    await pool.end();
    await pglite.close();
  }
}

/**
 * Lends the engine, on the adapter's database.
 * @template T
 * @param {PrismaPg} adapter
 * @param {(engine: import('@prisma/schema-engine-wasm').SchemaEngine) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withEngine(adapter, work) {
  const Engine = await loadSchemaEngine();
  const { factory, close } = forComparing(adapter);
  try {
    const bound = bindMigrationAwareSqlAdapterFactory(factory);
    const engine = await Engine.new({ datamodels: undefined }, () => {}, bound);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await close();
  }
}

async function instantiateEngine() {
  // The package's entry imports its .wasm file as a module, which Node 20 cannot do; these lines do
  // the same by hand (see schema_engine.js in the package).
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const wasm = await readFile(join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, {
    './schema_engine_bg.js': engineModule,
  });
  // Where the engine reports that it crashed. Prisma's client brings its own.
  globalThis.PRISMA_WASM_PANIC_REGISTRY ??= {
    set_message(message) {
      throw new Error(`Prisma's schema engine crashed: ${message}`);
    },
  };
  engineModule.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return engineModule.SchemaEngine;
}
