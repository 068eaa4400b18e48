import type { AuthorizeResult, AuthorizeSourceData } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { teamName } from '../../shared/team-name.ts';
import type { Patience } from '../process/deadline.ts';
import type { Logger } from '../process/logger.ts';
import { slackLogger } from './bolt-logger.ts';
import type { SlackPauses } from './pauses.ts';
import { NotABotsToken } from './token.ts';

/** Thrown when a request comes from a Slack team that the app isn't installed in. */
export class ForeignTeam extends Error {
  override readonly name = 'ForeignTeam';
  readonly teamId: string | undefined;

  constructor(teamId: string | undefined) {
    super('request of another Slack team');
    this.teamId = teamId;
  }
}

/** Who the app is in a Slack team, and the token that it acts with there. */
interface SlackAccess {
  readonly botToken: string;
  readonly botId: string;
  readonly botUserId: string;
  /** What the workspace of the team is called at first. */
  readonly teamName: string;
}

/** Finds the app's access to a team, where our own rows have it within the patience; undefined when it isn't installed. */
export type FindAccess = (
  team: { readonly teamId?: string | undefined },
  patience?: Patience,
) => Promise<SlackAccess | undefined>;

/** Access to the one team that the bot token belongs to, and to no other. */
export interface OneTeam {
  readonly find: FindAccess;
  /** Asks Slack how it takes the token: what the team is called and, where Slack says so, what the token may do. */
  look(): Promise<{ teamName: string; scopes: readonly string[] | undefined }>;
}

/** Asks Slack who the bot token is, once: the answer never changes. Asks again only after a failure. */
export function createOneTeam(botToken: string, apiUrl: string, log: Logger): OneTeam {
  const client = new WebClient(botToken, {
    slackApiUrl: apiUrl,
    logger: slackLogger(log),
    retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 500 },
    timeout: 5000,
    rejectRateLimitedCalls: true,
  });
  let known: Promise<SlackAccess & { teamId: string }> | undefined;

  async function ask() {
    const { team_id, team, bot_id, user_id, response_metadata } = await client.auth.test();
    if (!team_id || !bot_id || !user_id) throw new NotABotsToken();
    const bot = { botToken, botId: bot_id, botUserId: user_id };
    return {
      access: { ...bot, teamId: team_id, teamName: teamName(team, team_id) },
      ...response_metadata,
    };
  }

  return {
    async find({ teamId }) {
      known ??= ask().then(
        ({ access }) => access,
        (error: unknown) => {
          known = undefined;
          throw error;
        },
      );
      const access = await known;
      return access.teamId === teamId ? access : undefined;
    },
    async look() {
      const { access, scopes } = await ask();
      known ??= Promise.resolve(access);
      return { teamName: access.teamName, scopes };
    },
  };
}

/** Slack waits 3 s for an answer, also for one that says that nothing could be done. */
const whileSlackWaits = { within: 2000 } as const satisfies Patience;

/** Bolt's authorize: each team gets its own token, and a team without one is refused. */
export function authorizeWith(
  find: FindAccess,
  pauses: Pick<SlackPauses, 'know'>,
): (source: AuthorizeSourceData<boolean>) => Promise<AuthorizeResult> {
  return async ({ teamId, enterpriseId }) => {
    const access = await find({ teamId }, whileSlackWaits);
    if (!access) throw new ForeignTeam(teamId ?? enterpriseId);
    const { botToken, botId, botUserId, teamName } = access;
    if (teamId !== undefined) pauses.know(botToken, teamId);
    return { botToken, botId, botUserId, teamName, ...(teamId !== undefined && { teamId }) };
  };
}
