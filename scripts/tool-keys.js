import { mustExist, runOperatorScript } from './operator.js';
import { NotReady } from './prepare.js';

// `npm run tool-keys`: lists the keys with which the tools' tokens are signed. They change by themselves; with
// `-- --replace` all are thrown away at once, for when somebody may have seen them.

await runOperatorScript(async (places) => {
  const [option, ...more] = process.argv.slice(2);
  if (more.length > 0 || (option !== undefined && option !== '--replace')) {
    throw new NotReady('Usage: npm run tool-keys [-- --replace]; without options they are listed.');
  }
  const { openDatabase } = await import('#built/platform/database/database.js');
  const { createLogger } = await import('#built/platform/process/logger.js');
  const { realClock } = await import('#built/shared/clock.js');
  const log = createLogger({ level: 'warn' });
  mustExist(places);
  const database = await openDatabase({ ...places, clock: realClock(), log });
  try {
    if (option) await replace(database);
    else await list(database);
  } finally {
    await database.close();
  }
});

/** @import { Database } from '#built/platform/database/database.js' */

/** @param {Database} database */
async function replace(database) {
  const { deleteKeys, listKeys } = await import('#built/tools/key-store.js');
  await database.transaction(async (tx) => deleteKeys(tx, await listKeys(tx)));
  console.log('All keys are gone. The app makes a new one as soon as a tool asks.');
}

/** @param {Database} database */
async function list(database) {
  const { listKeys } = await import('#built/tools/key-store.js');
  const rules = await import('#built/tools/key-rules.js');
  const { keys, now } = await database.run(async (tx) => ({
    keys: await listKeys(tx),
    now: tx.now,
  }));
  const { inForce } = rules.planKeys(keys, now);
  if (inForce.length === 0) console.log('There is no key yet: no tool has asked for one.');
  const [signing, ...others] = inForce;
  if (signing) console.log(`${signing.id}  signs (made ${day(signing.createdAt)})`);
  for (const key of others) {
    const next = inForce.find(({ createdAt }) => createdAt > key.createdAt) ?? key;
    const isNew = rules.signsFrom(key) > now;
    const until = isNew
      ? `signs from ${day(rules.signsFrom(key))}`
      : `published until ${day(rules.keptUntil(next))}`;
    console.log(`${key.id}  ${until}`);
  }
}

/** @param {Date} moment */
function day(moment) {
  return moment.toISOString().slice(0, 16).replace('T', ' ');
}
