import { reach } from './texts.js';

/** As long as Slack waits for an answer. */
const patienceMs = 3000;

/**
 * Whether the app is where Slack is told, and knows the secret, asked from here; in words. It is asked as it asks itself:
 * what it takes for Slack's own it would believe to come from there.
 * @param {string} url
 * @param {string} signingSecret
 * @param {boolean} isVerified Whether Slack has just got an answer there.
 * @returns {Promise<string>}
 */
export async function reachText(url, signingSecret, isVerified) {
  const { challenge } = await import('#built/platform/slack/reach.js');
  const found = await challenge(url, signingSecret);
  switch (found.kind) {
    case 'answers':
      return isVerified ? reach.answers(url) : reach.answersUsOnly(url, await stateOf(url));
    case 'other_secret':
      return reach.wrongSecret(url);
    case 'unreachable':
      return reach.silent(url, found.said);
    case 'asks_password':
      return reach.inFront(url, 401, reach.fronts.asks_password);
    case 'redirects':
    case 'not_found':
    case 'guarded':
    case 'finds_no_app':
    case 'odd':
      return reach.inFront(url, found.status, reach.fronts[found.kind]);
    default:
      return reach.silent(url, found.kind);
  }
}

/**
 * Whether the app says that Slack's events arrive, its challenge among them; not when it can't be asked.
 * @param {string} url
 */
export async function doEventsArrive(url) {
  return (await stateOf(url))?.events === true;
}

/**
 * Whether the app runs there.
 * @param {string} url
 */
export async function doesAnswer(url) {
  return typeof (await stateOf(url))?.ready === 'boolean';
}

/**
 * @param {string} url
 * @returns {Promise<Record<string, unknown> | undefined>}
 */
async function stateOf(url) {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(patienceMs) });
    return Object(await response.json());
  } catch {
    return undefined;
  }
}
