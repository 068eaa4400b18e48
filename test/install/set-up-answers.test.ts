import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portOf } from '../../scripts/free-port.js';
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

test('a mail server in .env is not replaced unasked', async () => {
  const before = 'SMTP_URL=smtps://mail.acme.com\nMAIL_FROM=invites@acme.com\n';
  writeFileSync(place.file, before, { mode: 0o600 });
  const env = withToken({ SMTP_URL: 'none' });
  const { code, output } = await place.setUp({ args, env, answers: ['n'] });

  expect(output).toContain(`${place.file} already has SMTP_URL. Replace? [y/N]`);
  expect(code).toBe(1);
  expect(place.text().startsWith(before)).toBe(true);
});

test('an APP_SECRET of the environment stays there', async () => {
  const env = withToken({ SMTP_URL: 'none', APP_SECRET: 's'.repeat(40) });
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

test.each([
  ['--url must start with https://', ['--url', 'http://invites.acme.com'], {}],
  ['--command must be a slash', [...args, '--command', 'invite'], {}],
  ['one of Slack’s own commands', [...args, '--command', '/remind'], {}],
  ["Unknown option '--ulr'", ['--ulr', url], {}],
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

describe('the mail server', () => {
  let server: SMTPServer;
  let at: string;
  afterEach(() => new Promise<void>((resolve) => server.close(resolve)));

  async function serve(options: SMTPServerOptions): Promise<void> {
    server = new SMTPServer({ logger: false, authOptional: true, ...options });
    server.on('error', () => undefined);
    const listening = server.listen(0, '127.0.0.1');
    await new Promise((resolve) => listening.once('listening', resolve));
    at = `127.0.0.1:${portOf(listening.address())}`;
  }

  const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _session, callback) =>
    username === 'ana@acme.com' && password === 'p@ss/word'
      ? callback(null, { user: 'ana' })
      : callback(new Error('5.7.8 who are you'));

  test('that refuses the password is asked for again, until it lets the app in', async () => {
    await serve({ onAuth, disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    const from = 'invites@acme.com';
    const answers = [at, 'ana@acme.com', 'wrong', from, at, 'ana@acme.com', 'p@ss/word'];
    const { code, output } = await place.setUp({ args, env: withToken(), answers });

    expect(output).toContain("That doesn't work: the mail server doesn't let this app sign in (");
    expect(output).toContain('check user and password in SMTP_URL.');
    expect(output).toContain("isn't encrypted");
    expect(output).not.toContain('p@ss');
    expect(code).toBe(0);
    expect(place.env().SMTP_URL).toBe(`smtp://ana%40acme.com:p%40ss%2Fword@${at}`);
  });

  test('with a certificate that nobody knows can be kept all the same', async () => {
    await serve({});
    const env = withToken({ SMTP_URL: `smtp://${at}`, MAIL_FROM: 'invites@acme.com' });
    const { code, output } = await place.setUp({ args, env, answers: ['keep'] });

    expect(output).toContain("the mail server's certificate can't be verified");
    expect(code).toBe(0);
    expect(place.env().SMTP_URL).toBe(`smtp://${at}`);
  });

  test('that encrypts by STARTTLS works', async () => {
    await serve({ onAuth });
    const smtp = `smtp://ana%40acme.com:p%40ss%2Fword@${at}?tls.rejectUnauthorized=false`;
    const env = withToken({ SMTP_URL: smtp, MAIL_FROM: 'Ana <invites@acme.com>' });
    const { code, output } = await place.setUp({ args, env });

    expect(output).toContain('The mail server answers and lets the app sign in.');
    expect(code).toBe(0);
    expect(place.env()).toMatchObject({ SMTP_URL: smtp, MAIL_FROM: 'Ana <invites@acme.com>' });
  });

  test('that isn’t there leaves what Slack gave in .env', async () => {
    await serve({});
    const env = withToken({ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'invites@acme.com' });
    const { code, output } = await place.setUp({ args, env });

    expect(output).toContain("the mail server can't be reached");
    expect(output).toContain('Nobody answered.');
    expect(code).toBe(1);
    expect(place.env().SLACK_CLIENT_SECRET).toMatch(/^[0-9a-f]{32}$/);
    expect(place.text()).not.toContain('127.0.0.1:9');
  });
});

test('a first run that ends at the mail server is gone on with by a second', async () => {
  const first = await place.setUp({ args, env: withToken() });

  const { id } = place.slack.state.app;
  expect(first.output).toContain(`The Slack app ${id} is made, and ${place.file} has its secrets.`);
  expect(first.output).toContain('run npm run slack again to go on.');
  expect(first.code).toBe(1);

  const second = await place.setUp({ env: withToken(), answers: ['none'] });

  expect(second.output).not.toContain("doesn't answer from here");
  expect(second.output).toContain(`Slack has the app ${id} already.`);
  expect(second.output).toContain(`1. npm start\n  2. Open ${url}/slack/install, and press Allow.`);
  expect(second.code, second.output).toBe(0);
  expect(place.env().SMTP_URL).toBe('none');
});
