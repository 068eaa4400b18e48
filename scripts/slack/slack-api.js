import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { codeOf, NotReady } from '../prepare.js';

const Refusal = z.looseObject({
  ok: z.literal(false),
  error: z.string().catch('unknown_error'),
  /** What is wrong, and where: a JSON pointer. */
  errors: z
    .array(
      z.looseObject({
        code: z.string().optional().catch(undefined),
        message: z.string().catch(''),
        pointer: z.string().catch(''),
      }),
    )
    .catch([]),
});

const Answer = z.union([z.looseObject({ ok: z.literal(true) }), Refusal]);

/** @typedef {z.infer<typeof Refusal>} SlackRefusal */
/** @typedef {z.infer<typeof Answer>} SlackAnswer */

/**
 * Calls a method of Slack's Web API; what isn't text is sent as JSON.
 * @typedef {(method: string, args: Readonly<Record<string, unknown>>, token?: string) => Promise<SlackAnswer>} SlackCall
 */

/** Nothing answers at Slack's address, or not Slack. */
export class SlackAway extends NotReady {}

/** Longer nobody waits for an answer. */
const patienceMs = 30_000;
/** Where it asks for one without saying how long. */
const usualPauseSeconds = 30;
/** Slack asks for a pause of up to a minute where a method may be called once in a minute. */
const longestPauseSeconds = 90;

/**
 * Rejects with SlackAway when Slack can't be reached; throws it for an address at which nothing can.
 * @param {string} apiUrl
 * @param {(text: string) => void} say
 * @returns {SlackCall}
 */
export function slackAt(apiUrl, say) {
  if (!/^https?:\/\//i.test(apiUrl) || !URL.canParse(apiUrl)) {
    throw new SlackAway('SLACK_API_URL must be a URL such as https://slack.com/api/.');
  }
  const base = apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`;
  return async (method, args, token) => {
    for (;;) {
      const { answer, pauseSeconds } = await callOnce(new URL(method, base), args, token);
      if (pauseSeconds === undefined) return answer;
      if (pauseSeconds > longestPauseSeconds) {
        throw new NotReady(
          `Slack asks for a pause of ${secondsText(pauseSeconds)}. Try again then.`,
        );
      }
      say(`Slack asks for a pause of ${secondsText(pauseSeconds)} …`);
      await wait(pauseSeconds * 1000);
    }
  };
}

/** @param {number} count */
function secondsText(count) {
  return count === 1 ? '1 second' : `${count} seconds`;
}

/**
 * @param {URL} url
 * @param {Readonly<Record<string, unknown>>} args
 * @param {string | undefined} token
 * @returns {Promise<{ answer: SlackAnswer, pauseSeconds?: number }>}
 */
async function callOnce(url, args, token) {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) {
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      body: form,
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    if (response.status === 429) {
      const asked = response.headers.get('retry-after') ?? '';
      const pauseSeconds = /^\d{1,6}$/.test(asked) ? Number(asked) : usualPauseSeconds;
      return { answer: { ok: false, error: 'ratelimited', errors: [] }, pauseSeconds };
    }
    const answer = answerIn(text);
    if (answer !== undefined) return { answer };
    throw new SlackAway(
      `${url.host} answers HTTP ${response.status}, and not as Slack does: Slack may have trouble, or something between answers in its place. Try again in a few minutes.`,
    );
  } catch (cause) {
    if (cause instanceof SlackAway) throw cause;
    throw new SlackAway(`${url.host} can't be reached, or isn't Slack (${why(cause)}).`, { cause });
  }
}

/**
 * @param {string} text
 * @returns {SlackAnswer | undefined} Undefined for what Slack never says.
 */
function answerIn(text) {
  try {
    return Answer.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** @param {unknown} error */
function why(error) {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `no answer within ${secondsText(patienceMs / 1000)}`;
  }
  const cause = error instanceof Error ? error.cause : undefined;
  if (codeOf(cause)) return codeOf(cause);
  if (cause instanceof Error) return cause.message;
  return error instanceof Error ? error.name : String(error);
}
