import type { AuthorizeResult } from '@slack/bolt';
import { WebClient } from '@slack/web-api';

/** Thrown when a request comes from another Slack team than the one whose token this is. */
export class ForeignTeam extends Error {
  override readonly name = 'ForeignTeam';
}

/** Who the app is in the one Slack team that its bot token belongs to. */
export interface SlackIdentity {
  readonly teamId: string;
  readonly teamName: string;
  readonly botId: string;
  readonly botUserId: string;
}

/** Asks Slack who the bot token is, once: the answer never changes. Asks again only after a failure. */
export function createIdentity(slack: {
  botToken: string;
  apiUrl: string;
}): () => Promise<SlackIdentity> {
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 500 },
    timeout: 5000,
    rejectRateLimitedCalls: true,
  });
  let known: Promise<SlackIdentity> | undefined;

  async function ask(): Promise<SlackIdentity> {
    const { team_id, team, bot_id, user_id } = await client.auth.test();
    if (!team_id || !team || !bot_id || !user_id) throw new Error('not the token of a bot');
    return { teamId: team_id, teamName: team, botId: bot_id, botUserId: user_id };
  }

  return () => {
    known ??= ask().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

/** Bolt's authorize for one workspace: its own team gets the token, any other is refused. */
export function authorizeOneTeam(
  botToken: string,
  identity: () => Promise<SlackIdentity>,
): (source: { teamId?: string | undefined }) => Promise<AuthorizeResult> {
  return async (source) => {
    const { teamId, teamName, botId, botUserId } = await identity();
    if (source.teamId !== teamId) throw new ForeignTeam('request of another Slack team');
    return { botToken, botId, botUserId, teamId, teamName };
  };
}
