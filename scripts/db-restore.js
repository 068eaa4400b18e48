import { runOperatorScript } from './operator.js';
import { NotReady } from './prepare.js';

// `npm run db:restore -- FILE`: makes the embedded database from a backup, while the app is stopped. One
// that is there already is replaced only with --force.
await runOperatorScript(async ({ databaseUrl, dataDir }) => {
  const given = process.argv.slice(2);
  const [file, ...more] = given.filter((each) => each !== '--force');
  if (!file || file.startsWith('-') || more.length > 0) {
    throw new NotReady('Usage: npm run db:restore -- FILE [--force]');
  }
  if (databaseUrl) {
    throw new NotReady(
      `The data is in PostgreSQL. Restore it with: pg_restore --clean --if-exists --dbname="$DATABASE_URL" '${file}'`,
    );
  }
  const { restore } = await import('#built/platform/database/backup.js');
  await restore(dataDir, file, given.includes('--force'));
  console.log(`Restored ${file}. Start the app with the APP_SECRET of that time.`);
});
