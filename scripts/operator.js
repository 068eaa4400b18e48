import { readEnvFile } from './env-file.js';
import { NotReady, prepare, runScript } from './prepare.js';

/** A script for operators: with everything built, .env read, and a database in use told in one line. */
export async function runOperatorScript(work) {
  await runScript(async () => {
    await prepare();
    readEnvFile();
    await work().catch(told);
  });
  // The embedded database leaves timers behind.
  process.exit();
}

// What the operator can mend is told in one line.
function told(error) {
  const isAdvice =
    ['StartRefused', 'FolderInUse', 'BackupRefused'].includes(error?.name) ||
    ['ENOENT', 'EACCES', 'EROFS', 'ENOSPC'].includes(error?.code);
  throw isAdvice ? new NotReady(error.message) : error;
}

/** Where the data is, as for the app itself. */
export function dataPlaces(env) {
  return { databaseUrl: env.DATABASE_URL || undefined, dataDir: env.DATA_DIR || './data' };
}
