import { mustExist, runOperatorScript } from './operator.js';
import { NotReady } from './prepare.js';

// `npm run db:backup -- FILE`: writes the embedded database into a file, while the app is stopped.
await runOperatorScript(async (places) => {
  const [file, ...more] = process.argv.slice(2);
  if (!file || file.startsWith('-') || more.length > 0) {
    throw new NotReady('Usage: npm run db:backup -- FILE');
  }
  if (places.databaseUrl) {
    throw new NotReady(
      `The data is in PostgreSQL. Back it up with: pg_dump --format=custom --file='${file}' "$DATABASE_URL"`,
    );
  }
  mustExist(places);
  const { backUp } = await import('#built/platform/database/backup.js');
  await backUp(places.dataDir, file);
  console.log(`Wrote ${file}. Keep APP_SECRET, too: without it the links in it are dead.`);
});
