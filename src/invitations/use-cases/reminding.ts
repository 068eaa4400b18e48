import { reportBackgroundFault } from '../../platform/process/error-boundary.ts';
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
  const failed = (error: unknown) => reportBackgroundFault(deps.log, error, { at: 'reminders' });
  const plans = createPlans(failed);
  let isFailing = false;

  async function look(): Promise<void> {
    let isMore = false;
    try {
      isMore = await remindDue(deps);
      isMore = (await tellSummaries(deps.database)) || isMore;
      isFailing = false;
    } catch (error) {
      // Nothing of it was written, and so it is as due the next time.
      if (!isFailing) failed(error);
      isFailing = true;
    }
    plans.plan('look', isMore ? 0 : deps.remindEveryMs, look);
  }

  plans.plan('look', 0, look);
  return { stop: () => plans.stop() };
}
