import { WebClient } from '@slack/web-api';
import type { PretendSlack } from '../../src/slack/pretend-slack.ts';
import { silent } from './bolt-team.ts';

/** Slack's own client, which tries each call once. */
export function clientOf(slack: PretendSlack, token?: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    logger: silent,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

/** Slack's name for what fails the call, or the error itself where it isn't Slack's; "ok" when nothing does. */
export function errorOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: { data?: { error?: string } }) => error.data?.error ?? String(error),
  );
}
