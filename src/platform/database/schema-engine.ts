import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine, SchemaFilter } from '@prisma/schema-engine-wasm';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import { createLogger } from '../process/logger.ts';
import { embeddedPool } from './embedded-pool.ts';
import { forComparing } from './migration-adapter.ts';
import { applyMigrations } from './migrations.ts';

// Prisma's own engine for migrations, as WebAssembly: the one its command line downloads as a
// native program, without the download. It writes new migrations; migrations.ts applies them.

// Neither the libraries of TypeScript for ES2023 nor @types/node 20 know this global.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: object } }>;
};

const NOTHING_EXTERNAL: SchemaFilter = { externalTables: [], externalEnums: [] };

/** What belongs to the process and not to a copy of this module (test runners make several). */
interface ProcessWide {
  /** The engine's package keeps one instance; a second one would pull the memory from under it. */
  schemaEngine?: Promise<typeof SchemaEngine>;
  /** Where the engine reports that it crashed. Prisma's client brings its own. */
  PRISMA_WASM_PANIC_REGISTRY?: { set_message(message: string): void };
}

const processWide = globalThis as ProcessWide;

/** Loads Prisma's schema engine, once per process. */
export function loadSchemaEngine(): Promise<typeof SchemaEngine> {
  processWide.schemaEngine ??= instantiateEngine();
  return processWide.schemaEngine;
}

/**
 * Writes the SQL that leads from the folder's migrations to the schema file, or nothing when they
 * agree. Works on a throw-away database in memory. Never proposes to drop indexes that the schema
 * language cannot express (partial ones, ones on expressions): the engine does not see them.
 */
export async function migrationSql(
  migrationsFolder: URL | string,
  schemaFile: URL | string,
): Promise<string | undefined> {
  const files = [{ path: pathOf(schemaFile), content: await readFile(schemaFile, 'utf8') }];
  const pglite = await PGlite.create();
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
        filters: NOTHING_EXTERNAL,
      });
      // With `exitCode: true` the engine answers 2 when there is a difference.
      return exitCode === 2 && stdout ? stdout : undefined;
    });
  } finally {
    await pool.end();
    await pglite.close();
  }
}

async function instantiateEngine(): Promise<typeof SchemaEngine> {
  // The package's entry imports its .wasm file as a module, which Node 20 cannot do; these lines do
  // the same by hand (see schema_engine.js in the package).
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const wasm = await readFile(join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, {
    './schema_engine_bg.js': engineModule,
  });
  processWide.PRISMA_WASM_PANIC_REGISTRY ??= {
    set_message(message) {
      throw new Error(`Prisma's schema engine crashed: ${message}`);
    },
  };
  engineModule.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  return engineModule.SchemaEngine;
}

async function withEngine<T>(
  adapterFactory: PrismaPg,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const Engine = await loadSchemaEngine();
  const { factory, close } = forComparing(adapterFactory);
  try {
    const bound = bindMigrationAwareSqlAdapterFactory(factory);
    const engine = await Engine.new({ datamodels: undefined }, ignoreLog, bound);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await close();
  }
}

function ignoreLog(): void {}

function pathOf(location: URL | string): string {
  return location instanceof URL ? fileURLToPath(location) : location;
}
