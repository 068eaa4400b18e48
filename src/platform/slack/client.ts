import { WebClient } from '@slack/web-api';
import type { Logger } from '../process/logger.ts';
import { slackLogger } from './bolt-logger.ts';
import { fetchUntil } from './cut-short.ts';
import type { FindAccess } from './identity.ts';
import type { SlackPauses } from './pauses.ts';

/**
 * Gives a client for a Slack team, for what isn't an answer to a person: nobody waits, and we retry ourselves.
 * Undefined when the app isn't installed in the team (any more).
 */
export type SlackClients = (slackTeamId: string) => Promise<WebClient | undefined>;

/** Clients with each team's own token as it is now. */
export function createSlackClients(
  find: FindAccess,
  {
    apiUrl,
    log,
    stopping,
    pauses,
  }: { apiUrl: string; log: Logger; stopping: AbortSignal; pauses: SlackPauses },
): SlackClients {
  const logger = slackLogger(log);
  const fetch = pauses.respecting(fetchUntil(stopping));
  return async (slackTeamId) => {
    const access = await find({ teamId: slackTeamId });
    if (!access) return undefined;
    pauses.know(access.botToken, slackTeamId);
    return new WebClient(access.botToken, {
      slackApiUrl: apiUrl,
      logger,
      retryConfig: { retries: 0 },
      fetch,
      rejectRateLimitedCalls: true,
    });
  };
}
