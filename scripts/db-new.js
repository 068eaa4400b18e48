import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { NotReady, prepare, root, runScript } from './prepare.js';

// `npm run db:new -- NAME`: writes the migration that leads from the present migrations to
// prisma/schema.prisma. Needs no database. Indexes written by hand (partial ones, ones on
// expressions) stay: the engine that compares does not see them, so it never drops them.
await runScript(async () => {
  const name = process.argv
    .slice(2)
    .join('_')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
  if (name === '') {
    throw new NotReady('Name the migration, for example: npm run db:new -- add_member_avatar');
  }
  // While the schema changes, the code that uses it often does not compile.
  await prepare();
  const { migrationSql } = await import('./db-new/schema-engine.js');
  const migrations = join(root, 'prisma', 'migrations');
  const sql = await migrationSql(migrations, join(root, 'prisma', 'schema.prisma'));
  if (sql === undefined) {
    console.log('Nothing to write: the migrations lead to prisma/schema.prisma already.');
  } else {
    const folder = join(migrations, `${timestamp(new Date())}_${name}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'migration.sql'), sql);
    console.log(
      `Wrote ${relative(root, join(folder, 'migration.sql'))}. Read it before you commit it.`,
    );
  }
});
// The engine and the embedded database leave timers behind that would keep the process for seconds.
process.exit();

/** @param {Date} date */
function timestamp(date) {
  return date.toISOString().replaceAll(/\D/g, '').slice(0, 14);
}
