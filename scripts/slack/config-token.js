import * as z from 'zod';
import { NotReady } from '../prepare.js';
import { dry, questions, refusalText, says } from './texts.js';

/** @import { SlackAnswer, SlackCall } from './slack-api.js' */
/** @import { Terminal } from './terminal.js' */

/**
 * What makes and changes apps: a token that works for 12 hours, and one that gets new ones, once.
 * @typedef {{ token: string | undefined, refreshToken: string | undefined }} ConfigTokens
 */

const Rotated = z.looseObject({ token: z.string(), refresh_token: z.string() });

/** What Slack says of a token that another one would help against. */
const ofTheToken = [
  'not_authed',
  'invalid_auth',
  'token_expired',
  'token_revoked',
  'account_inactive',
  'not_allowed_token_type',
];

/**
 * Whether a text can be a configuration token, or one to refresh it; with a sign that nobody sees it can't even be sent.
 * @param {string} text
 */
export function isConfigToken(text) {
  return /^xoxe(?:\.xoxp)?-[\w.-]{1,500}$/.test(text);
}

/**
 * Calls Slack with a configuration token: the one that was given or, where there is none or Slack takes it no more, one got
 * by the refresh token, or asked for. It is neither shown nor kept; `onRotated` is told of new ones, and
 * `beforeRotated` throws when they couldn't be kept.
 * @param {{ slack: SlackCall, terminal: Terminal, tokens: ConfigTokens, isDryRun: boolean, beforeRotated: () => void,
 *   onRotated: (tokens: { token: string, refreshToken: string }) => void }} deps
 * @returns {(method: string, args: Readonly<Record<string, unknown>>) => Promise<SlackAnswer>}
 */
export function withConfigToken({ slack, terminal, tokens, isDryRun, beforeRotated, onRotated }) {
  let token = readable(tokens.token);
  let refreshToken = readable(tokens.refreshToken);
  let isFresh = false;

  /** @param {string | undefined} given */
  function readable(given) {
    if (given === undefined || isConfigToken(given)) return given;
    terminal.say(says.noConfigToken);
    return undefined;
  }

  /** @param {string} given */
  async function rotate(given) {
    if (isDryRun) throw new NotReady(dry.noRotation);
    beforeRotated();
    refreshToken = undefined;
    const answer = await slack('tooling.tokens.rotate', { refresh_token: given });
    if (!answer.ok) {
      terminal.say(refusalText(answer));
      return;
    }
    const rotated = Rotated.safeParse(answer);
    if (!rotated.success) {
      throw new NotReady(says.notUnderstood('tooling.tokens.rotate'), { cause: rotated.error });
    }
    ({ token, refresh_token: refreshToken } = rotated.data);
    isFresh = true;
    onRotated({ token, refreshToken });
    terminal.say(says.rotated);
  }

  async function ask() {
    terminal.say(says.aboutToken);
    const given = readable(await terminal.askSecret(questions.token));
    if (given?.startsWith('xoxe-')) refreshToken = given;
    else token = given;
  }

  return async (method, args) => {
    for (;;) {
      while (token === undefined) await (refreshToken === undefined ? ask() : rotate(refreshToken));
      const answer = await slack(method, args, token);
      if (answer.ok || !ofTheToken.includes(answer.error)) return answer;
      token = undefined;
      // The next one would be refused, too, and so on without end.
      if (isFresh) refreshToken = undefined;
      isFresh = false;
      if (refreshToken === undefined) terminal.say(refusalText(answer));
    }
  };
}
