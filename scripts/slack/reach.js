import { createHmac } from 'node:crypto';
import { codeOf } from '../prepare.js';
import { reach } from './texts.js';

/** As long as Slack waits for an answer. */
const patienceMs = 3000;

/**
 * Whether the app is where Slack is told, and knows the secret, asked from here; in words. It is asked with what Slack looks
 * at certificates with, as the app would take a challenge for Slack's, and believe that events arrive.
 * @param {string} url
 * @param {string} signingSecret
 * @returns {Promise<string>}
 */
export async function reachText(url, signingSecret) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${check}`).digest('hex');
  const signature = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${mac}` };
  try {
    const unsigned = await statusOf(url, {});
    if (unsigned !== 401) return reach.silent(url, `HTTP ${unsigned}`);
    const signed = await statusOf(url, signature);
    if (signed === 401) return reach.wrongSecret(url);
    return signed === 200 ? reach.answers(url) : reach.silent(url, `HTTP ${signed}`);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return reach.silent(url, codeOf(cause) || (error instanceof Error ? error.name : ''));
  }
}

const check = 'ssl_check=1';

/**
 * @param {string} url
 * @param {Readonly<Record<string, string>>} headers
 */
async function statusOf(url, headers) {
  const response = await fetch(`${url}/slack/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: check,
    redirect: 'manual',
    signal: AbortSignal.timeout(patienceMs),
  });
  await response.arrayBuffer();
  return response.status;
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
