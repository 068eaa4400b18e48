import {
  type OauthV2AccessResponse,
  WebAPIHTTPError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { SlackGrant, SlackTokens } from '../../shared/slack-grant.ts';
import { teamName } from '../../shared/team-name.ts';
import type { Logger } from '../process/logger.ts';
import { slackLogger } from './bolt-logger.ts';
import { isSlacksWord, slackErrorName } from './retry.ts';

/**
 * The code was used or is too old; or Slack can't be reached; or the app was to be installed in a whole organisation,
 * which it can't be; or Slack doesn't take the app's own id, secret or address, which its operator has to mend.
 */
export type RedeemRefusal = 'code_refused' | 'slack_down' | 'whole_organisation' | 'app_refused';

/** Slack's OAuth, for the app's own id and secret. https://docs.slack.dev/authentication/installing-with-oauth */
export interface SlackOauth {
  /** Where somebody allows the app to be installed; they come back with the state and a code. */
  authorizeUrl(state: string): string;
  /** Exchanges the code, which works once. */
  redeem(code: string): Promise<Outcome<SlackGrant, RedeemRefusal>>;
  /** Exchanges a refresh token, which works once, for new tokens. */
  renew(refreshToken: string): Promise<SlackTokens>;
  /** Removes the app from the team whose token it is; rejects when Slack doesn't do so. */
  uninstall(botToken: string): Promise<void>;
}

export function createSlackOauth(options: {
  clientId: string;
  clientSecret: string;
  apiUrl: string;
  redirectUri: string;
  scopes: readonly string[];
  log: Logger;
}): SlackOauth {
  const { clientId, clientSecret, apiUrl, redirectUri, scopes } = options;
  const clientFor = clientMaker(apiUrl, options.log, somebodyWaitsMs);
  const patient = clientMaker(apiUrl, options.log, nobodyWaitsMs)(undefined);
  const credentials = { client_id: clientId, client_secret: clientSecret };
  const client = clientFor(undefined);
  return {
    authorizeUrl(state) {
      const url = new URL('/oauth/v2/authorize', apiUrl);
      url.search = new URLSearchParams({
        client_id: clientId,
        scope: scopes.join(','),
        redirect_uri: redirectUri,
        state,
      }).toString();
      return url.href;
    },
    async redeem(code) {
      try {
        const answer = await client.oauth.v2.access({
          ...credentials,
          code,
          redirect_uri: redirectUri,
        });
        if (answer.is_enterprise_install === true) return refused('whole_organisation');
        return done(await readGrant(answer, clientFor));
      } catch (error) {
        return refused(refusalOf(error, options.log));
      }
    },
    async renew(refreshToken) {
      try {
        const answer = await patient.oauth.v2.access({
          ...credentials,
          grant_type: 'refresh_token',
          refresh_token: refreshToken,
        });
        return readTokens(answer);
      } catch (error) {
        isAboutApp(error, options.log);
        throw error;
      }
    },
    async uninstall(botToken) {
      await clientFor(botToken).apps.uninstall(credentials);
    },
  };
}

type ClientFor = (token: string | undefined) => WebClient;

/** How long Slack may take while somebody looks at a page… */
const somebodyWaitsMs = 3000;
/** …and for new tokens, which it doesn't give a second time; less than the app takes to stop. */
const nobodyWaitsMs = 8000;

/** A code or refresh token that may have been used isn't sent again. */
function clientMaker(apiUrl: string, log: Logger, timeoutMs: number): ClientFor {
  const logger = slackLogger(log);
  return (token) =>
    new WebClient(token, {
      slackApiUrl: apiUrl,
      logger,
      retryConfig: { retries: 0 },
      timeout: timeoutMs,
      rejectRateLimitedCalls: true,
    });
}

/** Slack's no to this code. */
const codeErrors: readonly unknown[] = ['invalid_code', 'code_already_used', 'code_expired'];
const troubles = [WebAPIRequestError, WebAPIHTTPError, WebAPIRateLimitedError];

/** Slack's no to the app itself, and what its operator has to do. */
const appErrors = new Map<unknown, string>([
  [
    'invalid_client_id',
    'Slack knows no app with this SLACK_CLIENT_ID: copy the Client ID from api.slack.com/apps → your app → Basic Information → App Credentials, and start again',
  ],
  [
    'bad_client_secret',
    "SLACK_CLIENT_SECRET isn't that of SLACK_CLIENT_ID: copy the Client Secret from api.slack.com/apps → your app → Basic Information → App Credentials, and start again",
  ],
  [
    'bad_redirect_uri',
    "Slack doesn't lead back to PUBLIC_URL: at api.slack.com/apps → your app → OAuth & Permissions, make PUBLIC_URL/slack/oauth_redirect one of the Redirect URLs, or set PUBLIC_URL to the address there",
  ],
]);

/** Whether Slack refuses the app itself, which is then told to the operator. */
function isAboutApp(error: unknown, log: Logger): boolean {
  const words = appErrors.get(slackErrorName(error));
  if (words) log.error({ error: slackErrorName(error) }, words);
  return words !== undefined;
}

function refusalOf(error: unknown, log: Logger): RedeemRefusal {
  if (troubles.some((trouble) => error instanceof trouble)) return 'slack_down';
  const name = slackErrorName(error);
  if (codeErrors.includes(name)) return 'code_refused';
  if (isAboutApp(error, log)) return 'app_refused';
  // An error of Slack's own, which passes.
  if (name !== undefined && !isSlacksWord(error)) return 'slack_down';
  throw error;
}

async function readGrant(answer: OauthV2AccessResponse, clientFor: ClientFor): Promise<SlackGrant> {
  const tokens = readTokens(answer);
  const place = answer.team;
  // The answer leaves out the bot's id, by which the app knows its own messages, and the team's address.
  const { bot_id: botId, url } = await clientFor(tokens.bot).auth.test();
  const { app_id: slackAppId, bot_user_id: botUserId, authed_user: installer } = answer;
  if (!place?.id || !slackAppId || !botUserId || !botId || !installer?.id) {
    throw new Error('oauth.v2.access told too little');
  }
  return {
    slackId: place.id,
    name: teamName(place.name, place.id),
    url,
    slackAppId,
    botId,
    botUserId,
    scopes: (answer.scope ?? '').split(',').filter(Boolean),
    installerSlackUser: installer.id,
    tokens,
  };
}

function readTokens(answer: OauthV2AccessResponse): SlackTokens {
  const { access_token: bot, refresh_token: refresh, expires_in: seconds } = answer;
  if (!bot) throw new Error('oauth.v2.access gave no bot token');
  return { bot, refresh, lifeMs: seconds === undefined ? undefined : seconds * 1000 };
}
