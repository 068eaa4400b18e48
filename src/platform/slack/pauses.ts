import { LRUCache } from 'lru-cache';
import type { Logger } from '../process/logger.ts';
import { pauseAskedFor } from './retry.ts';

/** What Slack wants for a while: none of these calls. */
export interface SlackPause {
  readonly slackTeamId: string;
  readonly method: string;
  readonly ms: number;
}

/** Knows which methods Slack wants no calls of at the moment, by team. */
export interface SlackPauses {
  /** Whose a bot token is: calls with others go through as they are. */
  know(botToken: string, slackTeamId: string): void;
  /** Whether Slack wants no such call of the team's app now, as far as this process has heard. */
  isPaused(slackTeamId: string, method: string): boolean;
  /** `fetch` for calls that somebody waits for: each is made, and hears of the pauses that Slack wants. */
  hearing(send: typeof fetch): typeof fetch;
  /**
   * The same for calls that nobody waits for: whatever Slack wants no calls of isn't sent, and answered as Slack would
   * answer it. It asks at one call, and means all of that method in the team.
   * https://docs.slack.dev/apis/web-api/rate-limits
   */
  respecting(send: typeof fetch): typeof fetch;
  /** Resolves when all pauses are noted. */
  settled(): Promise<void>;
}

/** Of so many tokens and pauses, those of the last ones are known. */
const max = 10_000;

/** `note` tells the other processes; `now` is the app's clock. */
export function createSlackPauses({
  now,
  note,
  log,
}: {
  now: () => number;
  note: (pause: SlackPause) => Promise<void>;
  log: Logger;
}): SlackPauses {
  const teams = new LRUCache<string, string>({ max });
  const endsAt = new LRUCache<string, number>({ max });
  const noting = new Set<Promise<void>>();

  function begin(pause: SlackPause): void {
    const { slackTeamId, method, ms } = pause;
    endsAt.set(`${slackTeamId} ${method}`, now() + ms);
    log.warn({ team: slackTeamId, method, pauseMs: ms }, 'Slack wants a pause');
    const noted = note(pause)
      // The other processes then find out for themselves.
      .catch((err: unknown) => log.warn({ err }, 'pause of Slack could not be noted'))
      .finally(() => noting.delete(noted));
    noting.add(noted);
  }

  function leftMs(slackTeamId: string, method: string): number {
    return (endsAt.get(`${slackTeamId} ${method}`) ?? 0) - now();
  }

  const calling =
    (send: typeof fetch, isUrgent: boolean): typeof fetch =>
    async (url, init) => {
      const slackTeamId = teams.get(tokenOf(init) ?? '');
      if (slackTeamId === undefined) return await send(url, init);
      const method = methodOf(String(url));
      const waitMs = leftMs(slackTeamId, method);
      if (waitMs > 0 && !isUrgent) return tooEarly(waitMs);
      const response = await send(url, init);
      if (response.status === 429) {
        begin({ slackTeamId, method, ms: pauseAskedFor(response.headers.get('retry-after')) });
      }
      return response;
    };

  return {
    know: (botToken, slackTeamId) => void teams.set(botToken, slackTeamId),
    isPaused: (slackTeamId, method) => leftMs(slackTeamId, method) > 0,
    hearing: (send) => calling(send, true),
    respecting: (send) => calling(send, false),
    async settled() {
      await Promise.all(noting);
    },
  };
}

function tokenOf(init: RequestInit | undefined): string | undefined {
  const authorization = new Headers(init?.headers).get('authorization') ?? '';
  return /^Bearer (.+)$/.exec(authorization)?.[1];
}

/** Such as users.info of …/api/users.info. */
function methodOf(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}

function tooEarly(leftMs: number): Response {
  const headers = { 'retry-after': String(Math.ceil(leftMs / 1000)) };
  return Response.json({ ok: false, error: 'ratelimited' }, { status: 429, headers });
}
