import { LRUCache } from 'lru-cache';
import { isOfStop, reportBackgroundFault } from '../../platform/process/error-boundary.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { isPassingTrouble, isSlacksWord, retryAfterMs } from '../../platform/slack/retry.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { triesAgainMs } from '../refresh-rules.ts';
import type { Refreshes } from './refreshes.ts';

/** Has open Home tabs tried again that couldn't be published. */
export interface PutBack {
  /** Their tab shows what is true: what failed before counts no more. */
  published(workspaceId: WorkspaceId, userId: string): void;
  /**
   * Their tab couldn't be published: it takes its turn again after a pause, a longer one each time. After a few tries, or
   * after a no of Slack's that stays, it is left as it is until something else changes. Gives the pause, if there is one.
   */
  keep(workspaceId: WorkspaceId, userId: string, error: unknown): number | undefined;
  /** The same of what nobody waits for, so the log hears of it; of one trouble with several tabs once. */
  failed(workspaceId: WorkspaceId, userIds: readonly string[], error: unknown): void;
}

/** Of so many tabs it is remembered how often they failed. */
const maxFailing = 10_000;

/** `look` looks for tabs that are due, now and when the next one is. */
export function createPutBack(log: Logger, refreshes: Refreshes, look: () => void): PutBack {
  const failures = new LRUCache<string, number>({ max: maxFailing });
  const keyOf = (workspaceId: WorkspaceId, userId: string) => `${workspaceId} ${userId}`;

  function keep(workspaceId: WorkspaceId, userId: string, error: unknown): number | undefined {
    const pauseMs = retryAfterMs(error);
    if (pauseMs !== undefined) {
      refreshes.pause(workspaceId, pauseMs);
      refreshes.outdated(workspaceId, userId);
      look();
      return pauseMs;
    }
    const key = keyOf(workspaceId, userId);
    const failed = failures.get(key) ?? 0;
    const nextMs = isSlacksWord(error) ? undefined : triesAgainMs[failed];
    if (nextMs === undefined) {
      failures.delete(key);
      return undefined;
    }
    failures.set(key, failed + 1);
    refreshes.failed(workspaceId, userId, nextMs);
    look();
    return nextMs;
  }

  return {
    keep,
    published: (workspaceId, userId) => void failures.delete(keyOf(workspaceId, userId)),
    failed(workspaceId, userIds, error) {
      const isFirst = userIds.some((userId) => !failures.has(keyOf(workspaceId, userId)));
      const pauses = userIds.map((userId) => keep(workspaceId, userId, error));
      if (isPassingTrouble(error) && !isOfStop(error)) {
        const [pauseMs] = pauses;
        const reason = error instanceof Error ? error.message : String(error);
        if (pauseMs === undefined) log.warn({ reason }, 'home is left as it is');
        else log.warn({ reason, pauseMs }, 'home is published later');
      } else if (isFirst) {
        reportBackgroundFault(log, error, { at: 'home' });
      }
    },
  };
}
