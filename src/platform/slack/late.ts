import type { Logger } from '../process/logger.ts';
import { listenerKey } from './listeners.ts';
import type { Json } from './tidy.ts';

/** Slack waits so long for an answer. https://docs.slack.dev/interactivity/handling-user-interaction */
export const slackWaitsMs = 3000;
/** What isn't answered then hardly ever will be. */
const stuckMs = 30_000;

/**
 * Begins to measure how long a request takes; call the result when it is answered. An answer after Slack's patience is
 * nobody's fault by itself, but the person was told that the app didn't answer: the log says what was late, or hangs.
 */
export function watchAnswer(log: Logger, body: Json): () => void {
  const start = performance.now();
  const what = listenerKey(body);
  const timer = setTimeout(() => log.warn({ what }, 'request of Slack not answered'), stuckMs);
  timer.unref();
  return () => {
    clearTimeout(timer);
    const lateMs = Math.round(performance.now() - start - slackWaitsMs);
    if (lateMs > 0) log.warn({ what, lateMs }, 'request of Slack answered too late');
  };
}
