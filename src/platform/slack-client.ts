import { WebClient } from '@slack/web-api';

/** Gives a client for a Slack team, for what isn't an answer to a person: nobody waits, and we retry ourselves. */
export type SlackClients = (slackTeamId: string) => Promise<WebClient>;

/** The client of the one team that the bot token belongs to. */
export function createSlackClients(slack: { botToken: string; apiUrl: string }): SlackClients {
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    timeout: 10_000,
    rejectRateLimitedCalls: true,
  });
  return async () => client;
}
