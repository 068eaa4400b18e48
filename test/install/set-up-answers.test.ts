import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EmptyPlace, startEmptyPlace } from '../support/set-up.ts';
import { root } from '../support/source-files.ts';

// What `npm run slack` makes of what it is given, finds, and is refused.

const url = 'https://invites.acme.com';
const args = ['--url', url];

let place: EmptyPlace;
let now: number;
let token: string;
beforeEach(async () => {
  now = Date.now();
  place = await startEmptyPlace({ now: () => now, ackTimeoutMs: 15_000 });
  ({ token } = place.slack.configTokens());
});
afterEach(() => place.leave());

const called = () => place.slack.calls.map(({ method }) => method);
const withToken = (env: Record<string, string> = {}) => ({ SLACK_CONFIG_TOKEN: token, ...env });

test('a dry run changes nothing, and says what it would do', async () => {
  const env = withToken({ SMTP_URL: 'none' });
  const { code, output } = await place.setUp({ args: [...args, '--dry-run'], env });

  expect(output).toContain('It would make an app whose command is /invite-member.');
  expect(output).toContain(`It would write to ${place.file}: PUBLIC_URL, APP_SECRET, SLACK_APP_ID`);
  expect(code).toBe(0);
  expect(place.text()).toBe('');
  expect(new Set(called())).toEqual(new Set(['apps.manifest.validate']));
});

test('a dry run doesn’t use a refresh token up', async () => {
  const { refreshToken } = place.slack.configTokens();
  const env = { SLACK_CONFIG_REFRESH_TOKEN: refreshToken };
  const { code, output } = await place.setUp({ args: [...args, '--dry-run'], env });

  expect(output).toContain('a dry run takes no new one');
  expect([code, called()]).toEqual([1, []]);
});

test('a new .env has every line of .env.example that is none of its business', async () => {
  await place.setUp({ args, env: withToken({ SMTP_URL: 'none' }) });

  const example = readFileSync(join(root, '.env.example'), 'utf8').split('\n');
  const written = place.text().split('\n');
  const kept = example.filter((line) => written.includes(line));
  expect(written.filter((line) => example.includes(line))).toEqual(kept);
  const filledIn = example.filter((line) => !kept.includes(line));
  expect(filledIn.length).toBeGreaterThan(4);
  for (const line of filledIn) expect(line).toMatch(/^[A-Z_]+=(.*\byour-.*)?$/);
  expect(place.env()).toMatchObject({ SMTP_URL: 'none', MAIL_FROM: '', PORT: '3000' });
});

describe('an .env with another app in it', () => {
  const before = [
    '# ours',
    `APP_SECRET="${'old secret '.repeat(4)}"`,
    'SLACK_BOT_TOKEN=xoxb-of-before # the old app',
    '',
    'SMTP_URL=none',
    '',
  ].join('\n');
  beforeEach(() => {
    writeFileSync(place.file, before);
    chmodSync(place.file, 0o644);
  });

  test.each([['n'], ['']])('stays as it is, and so does Slack, on %j', async (answer) => {
    const { code, output } = await place.setUp({ args, env: withToken(), answers: [answer] });

    expect(output).toContain(`${place.file} already has SLACK_BOT_TOKEN. Replace? [y/N]`);
    expect(output).toContain('Nothing was changed.');
    expect([code, place.text(), called()]).toEqual([1, before, []]);
  });

  test.each([
    ['y', []],
    ['', ['--yes']],
  ])('gets the new one on %j and %j, for nobody else to read', async (answer, more) => {
    const run = { args: [...args, ...more], env: withToken(), answers: [answer] };
    const { code, output } = await place.setUp(run);

    expect(code, output).toBe(0);
    const [comment, secret, token] = place.text().split('\n');
    expect([comment, secret]).toEqual(before.split('\n').slice(0, 2));
    expect(token).toBe('SLACK_BOT_TOKEN=');
    expect(place.env().SLACK_CLIENT_SECRET).toMatch(/^[0-9a-f]{32}$/);
    expect(statSync(place.file).mode & 0o777).toBe(0o600);
  });
});

test.each([
  ['PUBLIC_URL=https://old.acme.com', args, {}],
  ['SLACK_COMMAND=/old', [...args, '--command', '/new'], {}],
  ['SLACK_APP_ID=A1', args, { SLACK_APP_ID: 'A2' }],
])('%s is not replaced unasked', async (line, args, env) => {
  writeFileSync(place.file, `${line}\n`, { mode: 0o600 });
  const { code, output } = await place.setUp({ args, env: withToken(env), answers: ['no'] });

  expect(output).toContain(`${place.file} already has ${line.split('=')[0]}. Replace? [y/N]`);
  expect([code, place.text(), called()]).toEqual([1, `${line}\n`, []]);
});

test('an APP_SECRET of the environment stays there', async () => {
  const env = withToken({ SMTP_URL: 'none', APP_SECRET: 'a secret of our own '.repeat(2) });
  const { code } = await place.setUp({ args, env });

  expect([code, place.env().APP_SECRET]).toEqual([0, '']);
});

test('Slack’s pauses are kept', async () => {
  place.slack.fail('apps.manifest.create', { retryAfter: 1 });
  const { code, output } = await place.setUp({ args, env: withToken({ SMTP_URL: 'none' }) });

  expect(output).toContain('Slack asks for a pause of 1 second …');
  expect(code).toBe(0);
});

describe('a configuration token', () => {
  const none = { SMTP_URL: 'none' };

  test('that has run out is exchanged for one that is kept where the other was', async () => {
    const { token, refreshToken } = place.slack.configTokens();
    const lines = [`SLACK_CONFIG_TOKEN=${token}`, `SLACK_CONFIG_REFRESH_TOKEN=${refreshToken}`];
    writeFileSync(place.file, `${lines.join('\n')}\nSMTP_URL=none\n`, { mode: 0o600 });
    now += 13 * 3_600_000;

    const { code, output } = await place.setUp({ args });

    expect(output).toContain('The configuration token had run out. Slack has given a new one.');
    expect(code).toBe(0);
    const { SLACK_CONFIG_TOKEN, SLACK_CONFIG_REFRESH_TOKEN } = place.env();
    expect([token, refreshToken]).not.toContain(SLACK_CONFIG_TOKEN);
    expect(refreshToken).not.toBe(SLACK_CONFIG_REFRESH_TOKEN);
  });

  test('that came by the environment is kept nowhere', async () => {
    const { refreshToken } = place.slack.configTokens();
    const env = { ...none, SLACK_CONFIG_REFRESH_TOKEN: refreshToken };
    const { code, output } = await place.setUp({ args, env });

    expect(output).toContain('Your refresh token is used up');
    expect(code).toBe(0);
    expect(place.text()).not.toContain('SLACK_CONFIG');
  });

  test('is asked for until Slack takes one', async () => {
    now += 13 * 3_600_000;
    const fresh = place.slack.configTokens();
    const answers = ['xoxb-a-bots', token, 'xoxe-1-wrong', 'xoxe.xoxp-1-wrong', fresh.token];
    const { code, output } = await place.setUp({ args, env: none, answers });

    const said = [
      'That is no configuration token',
      'This token has run out',
      "Slack doesn't know this refresh token",
      "Slack doesn't know this token",
      'Slack has made the app',
    ];
    const found = said.map((text) => output.indexOf(text));
    expect(found).toEqual([...found].sort((one, other) => one - other));
    expect(found).not.toContain(-1);
    expect(code).toBe(0);
  });

  test('that nobody gives ends it before anything has happened', async () => {
    const { code, output } = await place.setUp({ args, env: none });

    expect(output).toContain('Nobody answered.');
    expect([code, place.text(), called()]).toEqual([1, '', []]);
  });
});

test('Slack’s refusal of the manifest is shown with its line', async () => {
  const run = { args: [...args, '--command', '/invite'], env: withToken() };
  const { code, output } = await place.setUp(run);

  const lines = readFileSync(join(root, 'manifest.yml'), 'utf8').split('\n');
  const number = lines.findIndex((line) => line.includes('slash_commands:')) + 1;
  expect(output).toContain(
    `manifest.yml, line ${number} (slash_commands:): The slash command has an invalid name`,
  );
  expect([code, place.text()]).toEqual([1, '']);
});

/** No pretend Slack, as far as can be told; nothing answers there. */
const elsewhere = { SLACK_API_URL: 'http://127.0.0.2:9/api/' };
const socket = { SLACK_APP_ID: 'A1', SLACK_APP_TOKEN: 'xapp-1-A1-ours' };

test.each([
  ['--url must start with https://', ['--url', 'http://invites.acme.com'], {}],
  ['--command must be a slash', [...args, '--command', 'invite'], {}],
  ['one of Slack’s own commands', [...args, '--command', '/remind'], {}],
  ["Unknown option '--ulr'", ['--ulr', url], {}],
  ['PUBLIC_URL must start with https://', [], { PUBLIC_URL: 'http://invites.acme.com' }],
  ['npm run slack -- --url https://HOST', [url], { npm_config_url: 'true' }],
  ['npm run slack -- --dry-run', args, { npm_config_dry_run: 'true' }],
  ['npm run slack -- --yes', args, { npm_config_yes: 'true' }],
  ['--url is given twice', [...args, '--url', 'https://b.acme.com'], {}],
  ['See npm run slack -- --help', ['--ulr', url], {}],
  ['SLACK_COMMAND must be a slash', args, { SLACK_COMMAND: 'add' }],
  ['Choose another, such as /invite-member', args, { SLACK_COMMAND: '/me' }],
  ['--url must be only https://HOST', ['--url', 'https://:pw@invites.acme.com'], {}],
  ['--url must be only https://HOST', ['--url', 'http://localhost:3000/x?y'], {}],
  ['SLACK_API_URL must be a URL', args, { SLACK_API_URL: 'slack' }],
  ['SLACK_API_URL must be a URL', args, { SLACK_API_URL: 'http://[::1' }],
  ['looks like an example', ['--url', 'https://invites.your-company.example'], {}],
  ['looks like an example', ['--url', 'https://changeme.acme.com'], {}],
  ['looks like an example', ['--url', 'https://foo.test'], elsewhere],
  ['looks like an example', ['--url', 'https://invites.example.com'], elsewhere],
  ['looks like an example', ['--url', 'https://foo.test'], { ...elsewhere, ...socket }],
  ['a network of your own', ['--url', 'https://invites.internal'], elsewhere],
  ['must be only https://HOST', ['--url', 'https://intern/path?x=1'], { ...elsewhere, ...socket }],
  ['must be only https://HOST', ['--url', 'https://user:pw@intern'], { ...elsewhere, ...socket }],
  ['has port 0', ['--url', 'https://intern:0'], { ...elsewhere, ...socket }],
  [
    "127.0.0.1:9 can't be reached, or isn't Slack",
    args,
    { SLACK_API_URL: 'http://127.0.0.1:9/api/' },
  ],
])('ends with “%s”', async (sentence, args, env) => {
  const { code, output } = await place.setUp({ args, env: withToken(env) });

  expect(output.replaceAll("'", '’')).toContain(sentence.replaceAll("'", '’'));
  expect([code, place.text()]).toEqual([1, '']);
});

test('an address that can’t be is asked for again, without a word of options', async () => {
  const answers = ['invites', 'http://invites.acme.com', url];
  const { code, output } = await place.setUp({ env: withToken({ SMTP_URL: 'none' }), answers });

  expect(output).toContain('That must be a URL such as');
  expect(output).toContain('That must start with https://');
  expect(output).not.toContain('--url');
  expect(code).toBe(0);
});

test('-h prints how it is called', async () => {
  const { code, output } = await place.setUp({ args: ['-h'] });

  expect(output).toMatch(/^Usage: npm run slack/);
  expect(code).toBe(0);
});
