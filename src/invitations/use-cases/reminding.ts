import { watchRepeated } from '../../platform/process/error-boundary.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { createPlans } from '../../platform/process/plans.ts';
import { type RemindDeps, remindDue } from './remind.ts';
import { tellSummaries } from './summaries.ts';

export interface RemindingDeps extends RemindDeps {
  readonly log: Logger;
  /** Between two looks for what is due. */
  readonly remindEveryMs: number;
}

/** Sees to what comes due by itself: reminders to invitees, and what inviters are told once a week. */
export function startReminding(deps: RemindingDeps): { stop(): Promise<void> } {
  const looks = watchRepeated(deps.log, { at: 'reminders' });
  const plans = createPlans(looks.failed);

  async function look(): Promise<void> {
    let isMore = false;
    try {
      isMore = await remindDue(deps);
      isMore = (await tellSummaries(deps.database)) || isMore;
      looks.worked();
    } catch (error) {
      // Nothing of it was written, and so it is as due the next time.
      looks.failed(error);
    }
    plans.plan('look', isMore ? 0 : deps.remindEveryMs, look);
  }

  plans.plan('look', 0, look);
  return { stop: () => plans.stop() };
}
