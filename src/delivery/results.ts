import { setTimeout as pause } from 'node:timers/promises';
import { isAway } from '../platform/database/away.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { Logger } from '../platform/process/logger.ts';
import { createSparseLog } from '../platform/process/sparse-log.ts';
import type { DeliveryId } from '../shared/ids.ts';
import type { Delivery, DeliveryResult, PostedPlace } from './rules.ts';
import { saveResult } from './store.ts';

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
  const warn = createSparseLog(deps.log);

  async function save(delivery: Delivery, result: DeliveryResult): Promise<void> {
    let giveUpAt = Date.now() + maxSaveMs;
    for (;;) {
      try {
        return await saveOnce(deps, delivery, result);
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
  delivery: Delivery,
  result: DeliveryResult,
): Promise<void> {
  const { notice } = delivery;
  const posted = result.state === 'sent' ? result.posted : undefined;
  const tried = whenTried[notice];
  if (tried) {
    await database.transaction(async (tx) => {
      if (await saveResult(tx, delivery, result)) await tried(tx, delivery, result);
    });
  } else if (posted && whenPosted[notice]) {
    await database.transaction(async (tx) => {
      // Also when another process has it by now: what it posts is one more message.
      await saveResult(tx, delivery, result);
      await whenPosted[notice]?.(tx, delivery, posted);
    });
  } else if (result.state === 'failed') {
    await database.transaction(async (tx) => {
      if (await saveResult(tx, delivery, result)) await whenFailed[notice]?.(tx, delivery);
    });
  } else {
    await database.run((tx) => saveResult(tx, delivery, result));
  }
}
