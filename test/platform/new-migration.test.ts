import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrationSql } from '../../scripts/db-new/schema-engine.js';

const OURS = new URL('../../prisma/migrations/', import.meta.url);
const SCHEMA = 'prisma/schema.prisma';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-new-migration-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('writing a migration', () => {
  it('has nothing to write when schema and migrations agree, as the project’s do', async () => {
    expect(await migrationSql(OURS, SCHEMA)).toBeUndefined();
  });

  it('writes the difference, and lets indexes that the schema cannot express be', async () => {
    await mkdir(join(folder, '20200101000000_first'));
    await writeFile(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
    await writeFile(
      join(folder, '20200101000000_first', 'migration.sql'),
      `CREATE TABLE book (id int PRIMARY KEY, title text);
       CREATE UNIQUE INDEX book_title ON book (title) WHERE id > 7;
       CREATE INDEX book_lower_title ON book (lower(title));`,
    );
    const schema = join(folder, 'schema.prisma');
    await writeFile(
      schema,
      `datasource db {
         provider = "postgresql"
       }
       model book {
         id    Int @id
         title String?
         pages Int
       }`,
    );

    const sql = await migrationSql(folder, schema);

    expect(sql).toContain('ALTER TABLE "book" ADD COLUMN     "pages" INTEGER NOT NULL;');
    expect(sql).not.toContain('DROP');
  });
});
