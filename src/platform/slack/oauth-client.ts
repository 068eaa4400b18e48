import {
  WebAPIHTTPError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import type { Logger } from '../process/logger.ts';
import { slackLogger } from './bolt-logger.ts';
import { isSlacksWord, slackErrorName } from './retry.ts';

/*
 * What installing the app and signing in with Slack have in common: a code that works once is exchanged with the app's own
 * id and secret.
 */

/**
 * The code was used or is too old; or Slack can't be reached; or Slack doesn't take the app's own id, secret or address,
 * which its operator has to mend.
 */
export type ClientRefusal = 'code_refused' | 'slack_down' | 'app_refused';

/** Gives a client of Slack's Web API with a token, or without. */
export type ClientFor = (token: string | undefined) => WebClient;

/** How long Slack may take while somebody looks at a page… */
export const somebodyWaitsMs = 3000;
/** …and for new tokens, which it doesn't give a second time; less than the app takes to stop. */
export const nobodyWaitsMs = 8000;

/** A code or refresh token that may have been used isn't sent again. */
export function clientMaker(apiUrl: string, log: Logger, timeoutMs: number): ClientFor {
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
const appErrors = new Map<unknown, (backPath: string) => string>([
  [
    'invalid_client_id',
    () =>
      'Slack knows no app with this SLACK_CLIENT_ID: copy the Client ID from api.slack.com/apps → your app → Basic Information → App Credentials, and start again',
  ],
  [
    'bad_client_secret',
    () =>
      "SLACK_CLIENT_SECRET isn't that of SLACK_CLIENT_ID: copy the Client Secret from api.slack.com/apps → your app → Basic Information → App Credentials, and start again",
  ],
  [
    'bad_redirect_uri',
    (backPath) =>
      `Slack doesn't lead back to PUBLIC_URL: at api.slack.com/apps → your app → OAuth & Permissions, make PUBLIC_URL${backPath} one of the Redirect URLs, or set PUBLIC_URL to the address there`,
  ],
]);

/** Whether Slack refuses the app itself, which is then told to the operator. `backPath` is where Slack leads back to. */
export function isAboutApp(error: unknown, log: Logger, backPath: string): boolean {
  const words = appErrors.get(slackErrorName(error));
  if (words) log.error({ error: slackErrorName(error) }, words(backPath));
  return words !== undefined;
}

/** Why a code wasn't exchanged; undefined when it isn't known. */
export function clientRefusal(
  error: unknown,
  log: Logger,
  backPath: string,
): ClientRefusal | undefined {
  if (troubles.some((trouble) => error instanceof trouble)) return 'slack_down';
  const name = slackErrorName(error);
  if (codeErrors.includes(name)) return 'code_refused';
  if (isAboutApp(error, log, backPath)) return 'app_refused';
  // An error of Slack's own, which passes.
  return name !== undefined && !isSlacksWord(error) ? 'slack_down' : undefined;
}
