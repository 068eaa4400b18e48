import type { Logger } from '../process/logger.ts';
import { slackErrorName } from './retry.ts';

/** What is wrong with the one bot token: Slack doesn't know it (any more), or it may do less than the app needs. */
export const tokenTroubles = ['refused', 'lacks_scopes'] as const;
export type TokenTrouble = (typeof tokenTroubles)[number];

/** Knows how Slack takes the bot token. */
export interface TokenWatch {
  /** `unknown` until Slack has answered for the first time; undefined where there is no such token (OAuth). */
  state(): 'ok' | 'unknown' | TokenTrouble | undefined;
  /** What Slack calls the team; undefined until it has said so, and where there are many. */
  team(): string | undefined;
  /** Whether Slack takes the token at all. */
  isTaken(): boolean;
  /** Looks anew, soon, when an error may be about the token. */
  suspect(error: unknown): void;
  /** Called when it has changed. */
  onChange(listener: () => void): void;
  stop(): void;
}

/** Slack doesn't take the token (docs.slack.dev/reference/methods/auth.test#errors). */
const refusals = new Set([
  'access_denied',
  'account_inactive',
  'invalid_auth',
  'not_authed',
  'team_not_found',
  'token_expired',
  'token_revoked',
]);

/** Thrown for a token by which nothing can be done as an app: that of a person, for one. */
export class NotABotsToken extends Error {
  override readonly name = 'NotABotsToken';

  constructor() {
    super('not the token of a bot');
  }
}

/** What an error says of the token; undefined when it is about something else. */
export function tokenTroubleOf(error: unknown): TokenTrouble | undefined {
  if (error instanceof NotABotsToken) return 'refused';
  const name = slackErrorName(error);
  if (name === 'missing_scope') return 'lacks_scopes';
  return name !== undefined && refusals.has(name) ? 'refused' : undefined;
}

/** How often Slack is asked: rarely while all is well; while it isn't, so that a mended token is noticed soon. */
const calmMs = 300_000;
const troubledMs = 10_000;
/** Many calls may fail at the same moment. */
const minPauseMs = 2000;

/**
 * Asks Slack how it takes the token, now, from time to time, and when there is reason to. Whatever changes is logged
 * once, with what to do. `look` gives what Slack calls the team, and the scopes that the token has where Slack says so.
 */
export function watchToken({
  look,
  needed,
  log,
}: {
  look: () => Promise<{ teamName: string; scopes: readonly string[] | undefined }>;
  needed: readonly string[];
  log: Logger;
}): TokenWatch {
  let said: string | undefined;
  let state: 'ok' | 'unknown' | TokenTrouble = 'unknown';
  let teamCalled: string | undefined;
  let isSilent = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const listeners: (() => void)[] = [];

  function lookIn(ms: number): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void lookNow(), ms).unref();
  }

  async function lookNow(): Promise<void> {
    lookedAt = performance.now();
    try {
      const { teamName, scopes } = await look();
      teamCalled = teamName;
      const lacking = needed.filter((scope) => scopes && !scopes.includes(scope));
      found(lacking.length > 0 ? 'lacks_scopes' : 'ok', lacking.join(', '), teamName);
    } catch (error) {
      if (tokenTroubleOf(error) === 'refused')
        found('refused', slackErrorName(error) ?? 'not the token of a bot');
      else silent(error);
    }
    lookIn(state === 'ok' && !isSilent ? calmMs : troubledMs);
  }

  function silent(error: unknown): void {
    if (isSilent || stopped) return;
    isSilent = true;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ reason }, 'Slack does not answer; asking again until it does');
  }

  function found(now: 'ok' | TokenTrouble, detail: string, team = ''): void {
    const saying = `${now} ${detail}`;
    if (isSilent && saying === said) log.info('Slack answers again');
    isSilent = false;
    if (saying === said || stopped) return;
    said = saying;
    state = now;
    if (now === 'refused') {
      log.error(
        { error: detail },
        'Slack refuses SLACK_BOT_TOKEN: copy the Bot User OAuth Token (xoxb-…) from api.slack.com/apps → your app → OAuth & Permissions, and start again; direct messages wait meanwhile',
      );
    } else if (now === 'lacks_scopes') {
      log.error(
        { team, scopes: detail },
        'SLACK_BOT_TOKEN lacks scopes: update the Slack app from the manifest, install it again and copy its token',
      );
    } else log.info({ team }, 'connected to Slack');
    for (const listener of listeners) listener();
  }

  void lookNow();
  return {
    state: () => state,
    team: () => teamCalled,
    isTaken: () => state !== 'refused',
    suspect(error) {
      if (!tokenTroubleOf(error)) return;
      lookIn(Math.max(0, minPauseMs - (performance.now() - lookedAt)));
    },
    onChange: (listener) => void listeners.push(listener),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Where each team has its own token (OAuth), none of them is the app's. */
export const noTokenWatch: TokenWatch = {
  state: () => undefined,
  team: () => undefined,
  isTaken: () => true,
  suspect: () => undefined,
  onChange: () => undefined,
  stop: () => undefined,
};
