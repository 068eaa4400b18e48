import type { OauthV2AccessResponse } from '@slack/web-api';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { SlackGrant, SlackTokens } from '../../shared/slack-grant.ts';
import { teamName } from '../../shared/team-name.ts';
import type { Logger } from '../process/logger.ts';
import {
  type ClientFor,
  type ClientRefusal,
  clientMaker,
  clientRefusal,
  isAboutApp,
  nobodyWaitsMs,
  somebodyWaitsMs,
} from './oauth-client.ts';

/** Why a code isn't exchanged; or the app was to be installed in a whole organisation, which it can't be. */
export type RedeemRefusal = ClientRefusal | 'whole_organisation';

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
        isAboutApp(error, options.log, '/slack/oauth_redirect');
        throw error;
      }
    },
    async uninstall(botToken) {
      await clientFor(botToken).apps.uninstall(credentials);
    },
  };
}

function refusalOf(error: unknown, log: Logger): RedeemRefusal {
  const refusal = clientRefusal(error, log, '/slack/oauth_redirect');
  if (refusal === undefined) throw error;
  return refusal;
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
