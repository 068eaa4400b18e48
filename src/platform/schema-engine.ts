import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type {
  MigrationDirectory,
  MigrationList,
  SchemaEngine,
  SchemaFilter,
} from '@prisma/schema-engine-wasm';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import { embeddedPool } from './embedded-pool.ts';
import { forMigrations } from './migration-adapter.ts';

// Prisma's own engine for migrations, as WebAssembly: the one its command line downloads as a
// native program, without the download. Same version, same table of applied migrations.

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
 * Applies those migrations of the folder that the database has not had yet, and records them in
 * `_prisma_migrations` exactly as `prisma migrate deploy` does. Returns the names it applied. When
 * one fails it rejects and says which and why; that migration stays recorded as not finished, and
 * none is applied until someone has looked at it. Two processes at once are the caller's business.
 */
export async function applyMigrations(
  adapterFactory: PrismaPg,
  migrationsFolder: URL | string,
): Promise<string[]> {
  const migrationsList = await readMigrations(migrationsFolder);
  return withEngine(adapterFactory, async (engine) => {
    try {
      const input = { migrationsList, filters: NOTHING_EXTERNAL };
      return (await engine.applyMigrations(input)).appliedMigrationNames;
    } catch (error) {
      throw new Error(`Database migration failed: ${withoutTrace(error)}`, { cause: error });
    }
  });
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
    const adapterFactory = new PrismaPg(pool);
    await applyMigrations(adapterFactory, migrationsFolder);
    return await withEngine(adapterFactory, async (engine) => {
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
  const { factory, close } = forMigrations(adapterFactory);
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

// The engine ends its messages with numbered lines from its own insides ("   0: sql_schema_…").
function withoutTrace(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [message = text] = text.split(/\n\s+0: /);
  const migration = /migration_name="([^"]+)"/.exec(text)?.[1];
  return migration ? `${migration}: ${message.trim()}` : message.trim();
}

async function readMigrations(folder: URL | string): Promise<MigrationList> {
  const baseDir = pathOf(folder);
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(baseDir, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.sort().map((name) => readMigration(baseDir, name)),
    ),
  };
}

async function readMigration(baseDir: string, name: string): Promise<MigrationDirectory> {
  const value = await readFile(join(baseDir, name, 'migration.sql'), 'utf8');
  return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
}

function pathOf(location: URL | string): string {
  return location instanceof URL ? fileURLToPath(location) : location;
}
