import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';
import { watchRepeated } from '../../platform/process/error-boundary.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { createPlans } from '../../platform/process/plans.ts';
import type { MemberId } from '../../shared/ids.ts';
import { listSecondSteps, type OwnedSecondStep, saveSealedAnew } from '../second-step-store.ts';
import { secretPurpose } from './code.ts';

/** What sealing anew works with. */
export interface SealingDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly log: Logger;
}

/** Few enough that nobody waits for them. */
const batchSize = 500;

/** Until it is tried again when the database couldn't be asked. */
const againMs = 10_000;

/**
 * Seals the secrets of all members' apps with the newest APP_SECRET where an older one did, so that it can be dropped
 * after one start. Says how many none of the secrets opens: to their owners every code seems wrong.
 */
export function startSealingAnew(deps: SealingDeps): { stop(): Promise<void> } {
  const tries = watchRepeated(deps.log, { at: 'sealing anew' });
  const plans = createPlans(tries.failed);
  let isStopped = false;

  async function seal(): Promise<void> {
    try {
      await sealAll(deps, () => isStopped);
    } catch (error) {
      tries.failed(error);
      plans.plan('seal', againMs, seal);
    }
  }

  plans.plan('seal', 0, seal);
  return {
    async stop() {
      isStopped = true;
      await plans.stop();
    },
  };
}

async function sealAll(deps: SealingDeps, isStopped: () => boolean): Promise<void> {
  const { database, log } = deps;
  let unreadable = 0;
  let last: MemberId | undefined;
  do {
    const batch = await database.run((tx) => listSecondSteps(tx, { after: last, max: batchSize }));
    for (const step of batch) {
      if (!(await sealAnew(deps, step))) unreadable += 1;
    }
    last = batch.length < batchSize ? undefined : batch.at(-1)?.id;
  } while (last !== undefined && !isStopped());
  if (unreadable === 0) return;
  log.warn(
    { members: unreadable },
    "the second steps of some members can't be read with APP_SECRET, and no code of their apps is taken: add the " +
      'secret from before (NEW,OLD); until then recovery codes work, and sign-in links by admins',
  );
}

/** False when none of the secrets has sealed it. */
async function sealAnew(
  { database, secrets }: SealingDeps,
  step: OwnedSecondStep,
): Promise<boolean> {
  const opened = secrets.unseal(secretPurpose, step.secret, step.id);
  if (!opened || opened.isNewest) return opened !== undefined;
  const secret = secrets.seal(secretPurpose, opened.text, step.id);
  await database.run((tx) => saveSealedAnew(tx, step, { madeAt: step.madeAt, secret }));
  return true;
}
