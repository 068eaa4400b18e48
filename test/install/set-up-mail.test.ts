import { writeFileSync } from 'node:fs';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portOf } from '../../scripts/free-port.js';
import { type EmptyPlace, startEmptyPlace } from '../support/set-up.ts';

// What `npm run slack` makes of the mail server, and of whoever goes away when asked for it.

const url = 'https://invites.acme.com';
const args = ['--url', url];

let place: EmptyPlace;
let token: string;
beforeEach(async () => {
  place = await startEmptyPlace({ ackTimeoutMs: 15_000 });
  ({ token } = place.slack.configTokens());
});
afterEach(() => place.leave());

const withToken = (env: Record<string, string> = {}) => ({ SLACK_CONFIG_TOKEN: token, ...env });

test('a mail server in .env is not replaced unasked', async () => {
  const before = 'SMTP_URL=smtps://mail.acme.com\nMAIL_FROM=invites@acme.com\n';
  writeFileSync(place.file, before, { mode: 0o600 });
  const env = withToken({ SMTP_URL: 'none' });
  const { code, output } = await place.setUp({ args, env, answers: ['n'] });

  expect(output).toContain(`${place.file} already has SMTP_URL. Replace? [y/N]`);
  expect(code).toBe(1);
  expect(place.text().startsWith(before)).toBe(true);
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
  expect(first.output).toContain(`run npm run slack -- --env ${place.file} again to go on.`);
  expect(first.code).toBe(1);

  const second = await place.setUp({ env: withToken(), answers: ['none'] });

  expect(second.output).not.toContain("doesn't answer from here");
  expect(second.output).toContain(`Slack has the app ${id} already.`);
  expect(second.output).toContain(`1. npm start\n  2. Open ${url}/slack/install, and press Allow.`);
  expect(second.code, second.output).toBe(0);
  expect(place.env().SMTP_URL).toBe('none');
});
