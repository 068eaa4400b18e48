import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EmptyPlace, type GoBetween, goBetween, startEmptyPlace } from '../support/set-up.ts';

// `npm run slack` on a bad day: Slack answers oddly.

const args = ['--url', 'https://invites.acme.com'];

let place: EmptyPlace;
let env: Record<string, string>;
let between: GoBetween | undefined;
beforeEach(async () => {
  place = await startEmptyPlace({ ackTimeoutMs: 15_000 });
  env = { SLACK_CONFIG_TOKEN: place.slack.configTokens().token, SMTP_URL: 'none' };
});
afterEach(async () => {
  await between?.stop();
  between = undefined;
  await place.leave();
});

const called = (method: string) => place.slack.calls.filter((call) => call.method === method);

async function standBetween(method: string, answer: Parameters<typeof goBetween>[2]) {
  between = await goBetween(place.slack, method, answer);
  return { ...env, SLACK_API_URL: between.apiUrl };
}

describe('a configuration token', () => {
  test('that is refused though it is fresh is not exchanged for ever', async () => {
    const { refreshToken } = place.slack.configTokens();
    writeFileSync(place.file, `SLACK_CONFIG_REFRESH_TOKEN=${refreshToken}\nSMTP_URL=none\n`, {
      mode: 0o600,
    });
    place.slack.fail('apps.manifest.validate', { error: 'invalid_auth', times: 9 });
    const { code, output } = await place.setUp({ args });

    expect(output).toContain("Slack doesn't know this token.");
    expect(output).toContain('Configuration token (not shown): ');
    expect([code, called('tooling.tokens.rotate').length]).toEqual([1, 1]);
    expect(place.env().SLACK_CONFIG_REFRESH_TOKEN).not.toBe(refreshToken);
  });
});

describe('what Slack never says', () => {
  test.each([
    [500, 'Internal Server Error'],
    [503, '<html>Sorry</html>'],
    [200, '<html>Sign in to the Wi-Fi</html>'],
    [200, 'null'],
    [200, '{"fine":true}'],
  ])('is shown by its status: HTTP %i with %j', async (status, text) => {
    const odd = await standBetween('apps.manifest.validate', async () => ({ status, text }));
    const { code, output } = await place.setUp({ args, env: odd });

    expect(output).toContain(`answers HTTP ${status}, and not as Slack does`);
    expect(output).not.toContain('Error)');
    expect(code).toBe(1);
  });

  test.each([
    ['apps.manifest.export', { SLACK_APP_ID: 'A1' }],
    ['tooling.tokens.rotate', { SLACK_CONFIG_TOKEN: '', SLACK_CONFIG_REFRESH_TOKEN: 'xoxe-1-a' }],
  ])('in a yes of %s is told in words', async (method, more) => {
    const odd = await standBetween(method, async () => ({ text: '{"ok":true}' }));
    const { code, output } = await place.setUp({ args, env: { ...odd, ...more } });

    expect(output).toContain(`Slack's answer to ${method} lacks what belongs in it`);
    expect(output).not.toMatch(/^ {4}at /m);
    expect(code).toBe(1);
  });
});
