import { chmodSync, existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EmptyPlace, startEmptyPlace } from '../support/set-up.ts';

// What `npm run slack` makes of odd values, and of what other runs have left.

const url = 'https://invites.acme.com';
const args = ['--url', url];

let place: EmptyPlace;
let token: string;
beforeEach(async () => {
  place = await startEmptyPlace({ ackTimeoutMs: 15_000 });
  ({ token } = place.slack.configTokens());
});
afterEach(() => place.leave());

const withToken = (env: Record<string, string> = {}) => ({
  SLACK_CONFIG_TOKEN: token,
  SMTP_URL: 'none',
  ...env,
});
const called = () => place.slack.calls.map(({ method }) => method);

describe('a configuration token', () => {
  test.each([
    ['a foreign sign', 'xoxe.xoxp-1-ö'],
    ['a sign that nobody sees', 'xoxe.xoxp-1-a\u200Bb'],
    ['a control sign', 'xoxe.xoxp-1-a\u0001b'],
    ['nothing behind its beginning', 'xoxe.xoxp-'],
    ['too many signs', `xoxe.xoxp-${'a'.repeat(100_000)}`],
    ['something in the middle', 'xoxe.xoxb-12345'],
  ])('with %s is asked for again', async (_what, odd) => {
    const env = { SMTP_URL: 'none' };
    const typed = await place.setUp({ args, env, answers: [odd, token] });
    expect(typed.output).toContain('there may be signs that nobody sees');
    expect(typed.code, typed.output).toBe(0);
  });

  test('of the environment that can’t be sent is asked for', async () => {
    const env = withToken({ SLACK_CONFIG_TOKEN: 'xoxe.xoxp-1-ö' });
    const { code, output } = await place.setUp({ args, env, answers: [token] });

    expect(output).toContain('That is no configuration token');
    expect(code, output).toBe(0);
  });
});

test('values of the environment are taken without the blanks around them', async () => {
  const env = {
    PUBLIC_URL: ` ${url} `,
    SLACK_CONFIG_TOKEN: ` ${token} `,
    SLACK_COMMAND: ' /add ',
    SMTP_URL: ' None ',
  };
  const { code, output } = await place.setUp({ env });

  expect(output).toContain('Its command is /add.');
  expect(code, output).toBe(0);
  expect(place.env()).toMatchObject({ SLACK_COMMAND: '/add', SMTP_URL: 'none' });
});

test('an App ID is taken in any case', async () => {
  const env = withToken({ SLACK_APP_ID: ' a0123 ' });
  expect((await place.setUp({ args, env })).output).toContain('Slack knows no such app (A0123)');
});

describe('a sender of the environment', () => {
  test.each(['not an address', 'a@acme.com\r\nBcc: b@acme.com'])(
    '%j is asked for',
    async (from) => {
      const env = withToken({ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: from });
      const { code, output } = await place.setUp({ args, env, answers: ['', 'keep'] });

      expect(output).toContain("MAIL_FROM isn't one address");
      expect(output).not.toContain('    at ');
      expect(place.env().MAIL_FROM).toBe('Invites <invites@acme.com>');
      // In the environment it stands in the app's way.
      expect(output).toContain('MAIL_FROM must be one address');
      expect(code).toBe(1);
    },
  );
});

describe('the question for the mail server', () => {
  test.each([
    'smtp.acme.com:abc',
    'smtp.acme.com:99999',
    'smtp host',
    '::1',
    'smtp.acme.com/path',
    'smtp://',
  ])('says of %j that it is about host and port', async (answer) => {
    const run = { args, env: { SLACK_CONFIG_TOKEN: token }, answers: [answer, 'none'] };
    const { code, output } = await place.setUp(run);

    expect(output).toContain('needs a host');
    expect(output).not.toMatch(/%40|User name/);
    expect(code, output).toBe(0);
  });

  test.each([
    [['NONE'], /^(?!.*User name)/s],
    [['keep', 'none'], /no mail server to keep yet/],
    [['smtp.your-company.com', 'none'], /looks like an example/],
    [['SMTP://127.0.0.1:9', '', 'None'], /can't be reached/],
  ])('understands %j', async (answers, words) => {
    const { code, output } = await place.setUp({
      args,
      env: { SLACK_CONFIG_TOKEN: token },
      answers,
    });

    expect(output).toMatch(words);
    expect(code, output).toBe(0);
    expect(place.env().SMTP_URL).toBe('none');
  });
});

test('the last words wait until nothing is missing', async () => {
  const env = withToken({ APP_SECRET: 'too short' });
  const { code, output } = await place.setUp({ args, env });

  expect(output).toContain('Before the app can start:\n  APP_SECRET must have');
  expect(output).toContain(`run npm run slack -- --env ${place.file} again.`);
  expect(output).not.toContain('Two steps are left');
  expect(code).toBe(1);
});

test('whoever asked for a command that Slack keeps is told to ask for none', async () => {
  const option = { args: [...args, '--command', '/invite'], env: withToken() };
  expect((await place.setUp(option)).output).toContain('leave out --command');
  const variable = { args, env: withToken({ SLACK_COMMAND: '/invite' }) };
  expect((await place.setUp(variable)).output).toContain('take SLACK_COMMAND out');
});

test.skipIf(process.platform === 'win32')('an .env that a group may read stays so', async () => {
  writeFileSync(place.file, '# ours\n');
  chmodSync(place.file, 0o640);
  const { code, output } = await place.setUp({ args, env: withToken() });

  expect(code, output).toBe(0);
  expect(statSync(place.file).mode & 0o777).toBe(0o640);
});

test('what a run left that was killed while it wrote is cleared away', async () => {
  const [old, fresh, other] = ['0123456789ab', 'ba9876543210', 'backup'].map(
    (ending) => `${place.file}.${ending}`,
  ) as [string, string, string];
  for (const file of [old, fresh, other]) writeFileSync(file, 'APP_SECRET=x\n');
  const hourAgo = Date.now() / 1000 - 3600;
  for (const file of [old, other]) utimesSync(file, hourAgo, hourAgo);

  await place.setUp({ args, env: withToken() });

  expect([old, fresh, other].map((file) => existsSync(file))).toEqual([false, true, true]);
  expect(called()).toContain('apps.manifest.create');
});
