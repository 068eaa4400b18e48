import { ErrorCode, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PretendSlack, startPretendSlack } from '../../src/slack/pretend-slack.ts';
import { clientOf, errorOf } from '../support/slack-client.ts';

const secrets = { signingSecret: 'shhh', botToken: 'xoxb-test' };

let slack: PretendSlack;
let client: WebClient;

beforeEach(async () => {
  slack = await startPretendSlack(secrets);
  client = clientOf(slack, secrets.botToken);
});
afterEach(() => slack.stop());

describe('faults on purpose', () => {
  it('rate-limits, fails and delays as often as told', async () => {
    slack.fail('auth.test', { retryAfter: 7 });
    await expect(client.auth.test()).rejects.toBeInstanceOf(WebAPIRateLimitedError);
    slack.fail('auth.test', { error: 'fatal_error', times: 2 });
    expect(await errorOf(client.auth.test())).toBe('fatal_error');
    expect(await errorOf(client.auth.test())).toBe('fatal_error');
    slack.fail('*', { status: 503 });
    await expect(client.auth.test()).rejects.toMatchObject({ code: ErrorCode.HTTPError });
    slack.fail('auth.test', { delayMs: 30 });
    const started = performance.now();
    await client.auth.test();
    expect(performance.now() - started).toBeGreaterThan(25);
    await client.auth.test();
    expect(slack.calls.map((call) => call.status)).toEqual([429, 200, 200, 503, 200, 200]);
  });

  it('stops while a call hangs', async () => {
    slack.fail('auth.test', { delayMs: 60_000 });
    const call = errorOf(client.auth.test());
    await slack.until(() => slack.state.installed);
    await slack.stop();
    expect(await call).not.toBe('undefined');
    slack = await startPretendSlack(secrets);
  });
});

describe('waiting', () => {
  it('resolves on the change, and rejects in time', async () => {
    const waiting = slack.until(() => slack.messages('C0GENERAL')[0]);
    await client.chat.postMessage({ channel: 'C0GENERAL', text: 'there' });
    expect((await waiting).text).toBe('there');
    await expect(slack.until(() => false, 10)).rejects.toThrow('in vain');
  });

  it('tells listeners until they leave', async () => {
    const kinds: string[] = [];
    const leave = slack.on((change) => kinds.push(change.kind));
    await client.chat.postMessage({ channel: 'C0GENERAL', text: 'one' });
    leave();
    await client.chat.postMessage({ channel: 'C0GENERAL', text: 'two' });
    expect(kinds).toEqual(['message', 'call']);
  });
});
