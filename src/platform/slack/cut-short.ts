import { setMaxListeners } from 'node:events';
import { AppStops } from '../process/error-boundary.ts';

/** For how long Slack's calls may go on once the app stops: what hangs on them must end within 10 s, too. */
const graceMs = 4000;
/** How long Slack is waited for where nobody says how long. */
const maxCallMs = 10_000;

/**
 * `fetch` for calls of Slack's: each ends after ten seconds at the latest or, once the app stops, four seconds after
 * that; what begins later fails at once. So Slack, when it hangs, keeps no app from stopping.
 */
export function fetchUntil(stopping: AbortSignal): typeof fetch {
  // As many as there are calls under way.
  setMaxListeners(0, stopping);
  const over = new AbortController();
  const cut = () => over.abort(new AppStops('the app stops'));
  stopping.addEventListener('abort', () => setTimeout(cut, graceMs).unref(), { once: true });
  return (url, init) => {
    const given = init?.signal ?? AbortSignal.timeout(maxCallMs);
    return fetch(url, { ...init, signal: AbortSignal.any([given, over.signal]) });
  };
}
