import { mustExist, runOperatorScript } from './operator.js';
import { NotReady } from './prepare.js';

// `npm run deliveries`: lists the emails and direct messages that wait or have failed. With
// `-- --retry ID` one of them, with `-- --retry-failed` all that failed get another day of tries, with
// `-- --retry-all` also those that wait for their next one.
const maxListed = 200;

await runOperatorScript(async (places) => {
  const wanted = parse(process.argv.slice(2));
  const { openDatabase } = await import('#built/platform/database/database.js');
  const { createLogger } = await import('#built/platform/process/logger.js');
  const { realClock } = await import('#built/shared/clock.js');
  const log = createLogger({ level: 'warn' });
  mustExist(places);
  const database = await openDatabase({ ...places, clock: realClock(), log });
  try {
    if (wanted) await retry(database, wanted);
    else await list(database);
  } finally {
    await database.close();
  }
});

/** @import { Database } from '#built/platform/database/database.js' */

/**
 * What is to be tried again; undefined when they are only to be listed.
 * @typedef {'failed' | 'all' | { id: string }} Wanted
 */

/**
 * @param {readonly string[]} given
 * @returns {Wanted | undefined}
 */
function parse([option, id, ...more]) {
  if (option === undefined) return undefined;
  if (option === '--retry-failed' && id === undefined) return 'failed';
  if (option === '--retry-all' && id === undefined) return 'all';
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  if (option === '--retry' && id !== undefined && isId.test(id) && more.length === 0) return { id };
  throw new NotReady(
    'Usage: npm run deliveries [-- --retry ID | --retry-failed | --retry-all]; without options they are listed, with their IDs.',
  );
}

/**
 * @param {Database} database
 * @param {Wanted} wanted
 */
async function retry(database, wanted) {
  const { requeue } = await import('#built/delivery/operator-store.js');
  const count = await database.transaction((tx) => requeue(tx, wanted));
  if (count === 0 && typeof wanted === 'object') {
    throw new NotReady(`No delivery with the ID ${wanted.id} waits for another try or has failed.`);
  }
  console.log(count === 1 ? '1 delivery is tried again.' : `${count} deliveries are tried again.`);
}

/** @param {Database} database */
async function list(database) {
  const { findOpenDeliveries } = await import('#built/delivery/operator-store.js');
  const found = await database.run((tx) => findOpenDeliveries(tx, maxListed + 1));
  if (found.length === 0) console.log('No delivery waits or has failed.');
  for (const each of found.slice(0, maxListed)) {
    const { id, createdAt, channel, notice, recipient, state, attempts, reason } = each;
    const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
    console.log(`${id}  ${createdAt.toISOString()}  ${state} (${tries})`);
    console.log(`  ${channel === 'email' ? 'email' : 'Slack DM'} to ${recipient}: ${notice}`);
    if (reason) console.log(`  ${reason}`);
  }
  if (found.length > maxListed) console.log(`These are the newest ${maxListed}.`);
}
