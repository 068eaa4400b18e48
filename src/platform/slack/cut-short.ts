import { setMaxListeners } from 'node:events';
import { AppStops } from '../process/error-boundary.ts';

/** For how long Slack's calls may go on once the app stops: what hangs on them must end within 10 s, too. */
const graceMs = 4000;
/** How long Slack is waited for where nobody says how long. */
const usualCallMs = 10_000;
/** Calls that begin within so long end by the same signal: to make one for each took longer than all else of a call. */
const togetherMs = 100;
/** As many as there may be calls under way; without a limit (0), each fetch would throw and catch an error. */
const maxAtOnce = 1_000_000;

/**
 * `fetch` for calls of Slack's: each ends after ten seconds, or `callMs`, and a tenth of a second at the latest; once the app
 * stops, four seconds after that. What begins later fails at once. So Slack, when it hangs, keeps no app from stopping.
 */
export function fetchUntil(stopping: AbortSignal, callMs = usualCallMs): typeof fetch {
  const endings = new Set<AbortController>();
  let latest: { readonly ending: AbortController; readonly until: number } | undefined;
  let isOver = false;

  function cut(): void {
    isOver = true;
    for (const ending of endings) ending.abort(new AppStops('the app stops'));
  }
  stopping.addEventListener('abort', () => setTimeout(cut, graceMs).unref(), { once: true });

  function nextEnding(): AbortController {
    const ending = new AbortController();
    setMaxListeners(maxAtOnce, ending.signal);
    if (isOver) ending.abort(new AppStops('the app stops'));
    endings.add(ending);
    // Not AbortSignal.timeout: what AbortSignal.any makes of one is collected as garbage before it fires.
    const end = () => {
      endings.delete(ending);
      ending.abort(new DOMException('Slack did not answer in time', 'TimeoutError'));
    };
    setTimeout(end, callMs + togetherMs).unref();
    return ending;
  }

  return (url, init) => {
    const now = performance.now();
    if (!latest || now >= latest.until) latest = { ending: nextEnding(), until: now + togetherMs };
    const { signal } = latest.ending;
    // Neither is followed; but in Node 20 no signal ends a body that stalls behind 'error', once garbage was collected.
    const redirect = init?.redirect === 'error' ? 'manual' : init?.redirect;
    return fetch(url, { ...init, signal, ...(redirect && { redirect }) });
  };
}
