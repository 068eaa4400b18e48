import { existsSync, lchownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvFile } from './env-file.js';
import { codeOf, NotReady, prepare, root, runScript } from './prepare.js';

/** @typedef {{ databaseUrl: string | undefined, dataDir: string }} DataPlaces */

/**
 * A script for operators: with everything built, .env read, and a database in use told in one line.
 * @param {(places: DataPlaces) => Promise<void>} work
 */
export async function runOperatorScript(work) {
  await runScript(async () => {
    // An image has been built, and has nothing to build from.
    if (existsSync(join(root, 'src'))) await prepare();
    readEnvFile();
    const places = await dataPlaces(process.env);
    try {
      await work(places);
    } catch (error) {
      told(error);
    } finally {
      if (!places.databaseUrl) giveBack(places.dataDir);
    }
  });
  // The embedded database leaves timers behind.
  process.exit();
}

/**
 * What the operator can mend is told in one line.
 * @param {unknown} error
 * @returns {never}
 */
function told(error) {
  if (!(error instanceof Error)) throw error;
  const isAdvice =
    ['StartRefused', 'FolderInUse', 'BackupRefused'].includes(error.name) ||
    ['ENOENT', 'EACCES', 'EROFS', 'ENOSPC'].includes(codeOf(error));
  throw isAdvice ? new NotReady(error.message, { cause: error }) : error;
}

/**
 * What root wrote in the app's folder belongs to whom the folder belongs: the app couldn't open it otherwise.
 * @param {string} dataDir
 */
function giveBack(dataDir) {
  if (process.getuid?.() !== 0 || !existsSync(dataDir)) return;
  const found = statSync(dataDir);
  const { uid, gid } = found;
  if (uid === 0 || !found.isDirectory()) return;
  for (const entry of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(dataDir, entry), uid, gid);
  }
}

/**
 * Refuses where there is no embedded database: the app must have its own elsewhere.
 * @param {DataPlaces} places
 */
export function mustExist({ databaseUrl, dataDir }) {
  const folder = join(dataDir, 'db');
  if (databaseUrl || hasEntries(folder)) return;
  throw new NotReady(
    `There is no database in ${folder}. Set DATABASE_URL or DATA_DIR as for the app, for example by: node --env-file=FILE ${process.argv[1]}`,
  );
}

/**
 * Whether anything is in the folder; not when it is none.
 * @param {string} folder
 */
function hasEntries(folder) {
  const isFolder = existsSync(folder) && statSync(folder).isDirectory();
  return isFolder && readdirSync(folder).length > 0;
}

/**
 * Where the data is, as for the app itself.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<DataPlaces>}
 */
async function dataPlaces(env) {
  const { loadDataPlaces } = await import('#built/config.js');
  const places = loadDataPlaces(env);
  if (!places.ok) throw new NotReady(places.refusal.join('\n'));
  return places.value;
}
