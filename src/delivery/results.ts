import { setTimeout as pause } from 'node:timers/promises';
import { isAway } from '../platform/database/away.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { Logger } from '../platform/process/logger.ts';
import { createSparseLog } from '../platform/process/sparse-log.ts';
import type { DeliveryId } from '../shared/ids.ts';
import type { Delivery, DeliveryResult, PostedPlace } from './rules.ts';
import { type Ended, saveResults } from './store.ts';

/** How long saving is tried while the database is there: what fails then won't work later, either. */
const maxSaveMs = 60_000;
/** How long until it is tried again. */
const pauseMs = 2000;

export interface ResultsDeps {
  readonly database: Database;
  readonly log: Logger;
  /** What else happens, in the same transaction, when a delivery of a notice has failed for good. */
  readonly whenFailed: Readonly<Record<string, (tx: Tx, delivery: Delivery) => Promise<void>>>;
  /** The same when the message of a notice was posted: where it stands. */
  readonly whenPosted: Readonly<
    Record<string, (tx: Tx, delivery: Delivery, posted: PostedPlace) => Promise<void>>
  >;
  /** The same after every try to deliver a notice, however it ended. */
  readonly whenTried: Readonly<
    Record<string, (tx: Tx, delivery: Delivery, result: DeliveryResult) => Promise<void>>
  >;
}

/** How the attempts of one worker ended, on the way into the database. */
export interface Results {
  /**
   * Saves one. For a database that is away, or takes no changes, it waits as long as that lasts, so that what was sent
   * isn't sent again.
   */
  save(delivery: Delivery, result: DeliveryResult): Promise<void>;
  /** Whether some wait for a database that is away: they go first, or what was sent might be taken once more. */
  areUnsaved(): boolean;
}

export function createResults(deps: ResultsDeps, isStopping: () => boolean): Results {
  const unsaved = new Set<DeliveryId>();
  const saveTogether = createBatches(deps.database);
  const warn = createSparseLog(deps.log);

  async function save(delivery: Delivery, result: DeliveryResult): Promise<void> {
    let giveUpAt = Date.now() + maxSaveMs;
    for (;;) {
      try {
        return await saveOnce(deps, saveTogether, { delivery, result });
      } catch (error) {
        if (await isAway(deps.database, error)) {
          unsaved.add(delivery.id);
          giveUpAt = Date.now() + maxSaveMs;
        }
        if (isStopping() || Date.now() > giveUpAt) throw error;
        warn('unsaved', { err: error, delivery: delivery.id }, 'result is saved later');
        await pause(pauseMs);
      }
    }
  }

  return {
    save: (delivery, result) =>
      save(delivery, result).finally(() => void unsaved.delete(delivery.id)),
    areUnsaved: () => unsaved.size > 0,
  };
}

async function saveOnce(
  { database, whenFailed, whenPosted, whenTried }: ResultsDeps,
  saveTogether: (ended: Ended) => Promise<void>,
  ended: Ended,
): Promise<void> {
  const { delivery, result } = ended;
  const { notice } = delivery;
  const posted = result.state === 'sent' ? result.posted : undefined;
  const tried = whenTried[notice];
  if (tried) {
    await database.transaction(async (tx) => {
      if ((await saveResults(tx, [ended])).size > 0) await tried(tx, delivery, result);
    });
  } else if (posted && whenPosted[notice]) {
    await database.transaction(async (tx) => {
      // Also when another process has it by now: what it posts is one more message.
      await saveResults(tx, [ended]);
      await whenPosted[notice]?.(tx, delivery, posted);
    });
  } else if (result.state === 'failed') {
    await database.transaction(async (tx) => {
      if ((await saveResults(tx, [ended])).size > 0) await whenFailed[notice]?.(tx, delivery);
    });
  } else {
    await saveTogether(ended);
  }
}

/**
 * Saves what leads to nothing else, one batch at a time: what ends while another is saved is in the next, together. What
 * isn't saved so is tried by itself, so that one costs no other.
 */
function createBatches(database: Database): (ended: Ended) => Promise<void> {
  let next: { readonly all: Ended[]; readonly saved: Promise<ReadonlySet<DeliveryId>> } | undefined;
  let before: Promise<unknown> = Promise.resolve();
  const save = (all: readonly Ended[]) => database.run((tx) => saveResults(tx, all));

  function begin(): NonNullable<typeof next> {
    const all: Ended[] = [];
    const saved = before.then(async () => {
      next = undefined;
      return await save(all).catch(() => new Set<DeliveryId>());
    });
    before = saved;
    return { all, saved };
  }

  return async (ended) => {
    next ??= begin();
    next.all.push(ended);
    if (!(await next.saved).has(ended.delivery.id)) await save([ended]);
  };
}
