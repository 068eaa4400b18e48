import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pretendMethods } from '../../src/index.ts';
import { type PretendSlack, startPretendSlack } from '../../src/slack/pretend-slack.ts';
import { slackTiers } from '../../src/slack/tiers.ts';
import { clientOf, errorOf } from '../support/slack-client.ts';

const secrets = { signingSecret: 'shhh', botToken: 'xoxb-test' };

let slack: PretendSlack;
let client: WebClient;
let now = 1_700_000_000_000;

beforeEach(async () => {
  slack = await startPretendSlack({ ...secrets, now: () => now, tiers: slackTiers });
  client = clientOf(slack, secrets.botToken);
});
afterEach(() => slack.stop());

/** The seconds that Slack wants to be left alone for; undefined when it takes the call. */
async function pauseAfter(call: Promise<unknown>): Promise<number | undefined> {
  return await call.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof WebAPIRateLimitedError) return error.retryAfter;
      throw error;
    },
  );
}

const info = () => pauseAfter(client.users.info({ user: 'U0ADAM' }));

describe('tiers', () => {
  it('takes so many calls of a method in a minute, and says when it takes the next', async () => {
    for (let call = 0; call < 99; call += 1) expect(await info()).toBeUndefined();
    now += 20_000;
    expect(await info()).toBeUndefined();
    expect(await info()).toBe(40);
    expect(slack.calls.at(-1)).toMatchObject({ status: 429, response: { error: 'ratelimited' } });

    now += 39_000;
    expect(await info()).toBe(1);
    now += 1000;
    expect(await info()).toBeUndefined();
  });

  it('counts each method and team by itself', async () => {
    const other = slack.addTeam({ team: { id: 'T0OTHER', name: 'Other', domain: 'other' } });
    other.install();
    for (let call = 0; call < 20; call += 1) await client.users.list({});
    expect(await pauseAfter(client.users.list({}))).toBe(60);
    expect(await info()).toBeUndefined();
    expect(await errorOf(client.users.lookupByEmail({ email: 'nobody@example.com' }))).toBe(
      'users_not_found',
    );
  });

  it('takes one message a second to a conversation', async () => {
    const post = (channel: string) => pauseAfter(client.chat.postMessage({ channel, text: 'hi' }));
    expect(await post('C0GENERAL')).toBeUndefined();
    expect(await post('C0GENERAL')).toBe(1);
    expect(await post('U0ADAM')).toBeUndefined();
    now += 1000;
    expect(await post('C0GENERAL')).toBeUndefined();
  });

  it('limits only what it has', () => {
    expect(Object.keys(pretendMethods)).toEqual(expect.arrayContaining(Object.keys(slackTiers)));
  });
});
