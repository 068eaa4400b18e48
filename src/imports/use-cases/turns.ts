import type { Database } from '../../platform/database/database.ts';
import type { Import } from '../rules.ts';
import {
  importsChannel,
  nextDueAt,
  releaseImports,
  retryLimited,
  takeDueImport,
} from '../turn-store.ts';

/** Takes the import whose turn it is, for a while in which no other process has it; undefined when none is due. */
export async function takeTurn(database: Database, leaseMs: number): Promise<Import | undefined> {
  return await database.run((tx) => takeDueImport(tx, leaseMs));
}

/** How long until one is due; undefined when none is being sent. */
export async function untilNextTurn(database: Database): Promise<number | undefined> {
  return await database.run(async (tx) => {
    const dueAt = await nextDueAt(tx);
    return dueAt && Math.max(dueAt.getTime() - tx.now.getTime(), 0);
  });
}

/** Calls back when there may be one to send; gives how to stop. */
export async function onTurns(
  database: Database,
  listener: () => void,
): Promise<() => Promise<void>> {
  return await database.listen(importsChannel, listener);
}

/**
 * At the start: imports that the last process had taken go on at once, where it can only have been one of ours, and
 * those that wait for a limit of the day see whether the operator has set another one.
 */
export async function resumeTurns(database: Database): Promise<void> {
  if (database.isOurs) await database.run(releaseImports);
  await database.run(retryLimited);
}
