import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fieldOf } from 'pretend-slack/driver';
import { type Mailbox, startMailbox } from 'pretend-slack/mailbox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort, portOf } from '../../scripts/free-port.js';
import { linkIn } from '../support/acts.ts';
import { killAll, type Running, runScript } from '../support/app-process.ts';
import { type EmptyPlace, startEmptyPlace } from '../support/set-up.ts';

// From nothing to the first invitation: `npm run slack`, `npm start`, /slack/install, and the command.

const patience = { ackTimeoutMs: 15_000 };

let mailbox: Mailbox;
let place: EmptyPlace;
beforeEach(async () => {
  mailbox = await startMailbox();
});
afterEach(async () => {
  killAll();
  await mailbox.stop();
  await place.leave();
});

async function startApp(port: number): Promise<Running> {
  const app = runScript('dist/main.js', {
    ...place.env(),
    SLACK_API_URL: place.slack.apiUrl,
    DATA_DIR: join(place.folder, 'data'),
    PORT: String(port),
  });
  await app.logged('listening');
  return app;
}

/** Opens the page that installs the app, allows it in Slack, and comes back. */
async function install(url: string): Promise<number> {
  const asked = await fetch(`${url}/slack/install`, { redirect: 'manual' });
  const state = new URL(asked.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const [cookie = ''] = asked.headers.getSetCookie();
  const query = new URLSearchParams({ state, code: place.slack.allow('U0OLGA') });
  const back = await fetch(`${url}/slack/oauth_redirect?${query}`, {
    headers: { cookie: cookie.slice(0, cookie.indexOf(';')) },
  });
  return back.status;
}

async function inviteAna(command: string): Promise<string> {
  const { slack } = place;
  await slack.command({ user: 'U0OLGA', command });
  const modal = await slack.until(() => slack.modal('U0OLGA'), 15_000);
  await slack.submit({
    user: 'U0OLGA',
    values: { [fieldOf(modal, 'Email address')]: 'ana@example.com' },
  });
  const letter = await new Promise<string>((resolve) => {
    const [there] = mailbox.letters;
    if (there) resolve(there.parsed.text ?? '');
    else mailbox.onLetter(({ parsed }) => resolve(parsed.text ?? ''));
  });
  return linkIn(letter).path;
}

describe.each([
  { slackHas: 'lets the app have /invite', allowedCommands: ['/invite'], command: '/invite' },
  { slackHas: 'keeps /invite for itself', allowedCommands: [], command: '/invite-member' },
])('where Slack $slackHas', ({ allowedCommands, command }) => {
  test('the way from an empty folder to the first invitation', async () => {
    place = await startEmptyPlace({ allowedCommands, ...patience });
    const { slack } = place;
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const { token } = slack.configTokens();

    // The owner answers what they are asked: address, token, mail server, its user, and the sender.
    const sender = 'Invites <invites@acme.com>';
    const mailHost = new URL(mailbox.smtpUrl).host;
    const first = await place.setUp({ answers: [url, token, mailHost, '', sender] });

    expect(first.output).toContain(`Its command is ${command}.`);
    expect(first.output).toContain(
      `1. npm start\n  2. Open ${url}/slack/install, and press Allow.`,
    );
    expect(first.code).toBe(0);
    expect(statSync(place.file).mode & 0o777).toBe(0o600);
    expect(place.env()).toMatchObject({
      PUBLIC_URL: url,
      SLACK_APP_ID: slack.state.app.id,
      SLACK_COMMAND: command,
      SMTP_URL: mailbox.smtpUrl,
      MAIL_FROM: sender,
    });
    expect(place.env().APP_SECRET).toMatch(/^[\w-]{43}$/);
    expect(place.text()).not.toContain(token);

    await startApp(port);
    slack.connect(url);
    expect(await install(url)).toBe(200);

    // Once more, while the app runs: now Slack's challenge is answered, and events come.
    expect((await slack.openHome('U0OLGA')).status).toBe(0);
    const second = await place.setUp({ answers: [token] });
    expect(second.output).toContain(
      `${url} answers, and takes what is signed with your Signing Secret.`,
    );
    expect(second.output).toContain(`Slack's challenge has reached ${url}: events arrive.`);
    expect(second.code).toBe(0);
    expect((await slack.openHome('U0OLGA')).status).toBe(200);

    const path = await inviteAna(command);
    const page = await fetch(url + path);
    expect(page.status).toBe(200);
  });
});

const acmeUrl = 'https://invites.acme.com';

/** An app that Slack has and that never started, and a token to change it; without email. */
async function makeApp(): Promise<string> {
  place = await startEmptyPlace(patience);
  const { token } = place.slack.configTokens();
  const made = await place.setUp({
    args: ['--url', acmeUrl],
    env: { SLACK_CONFIG_TOKEN: token, SMTP_URL: 'none' },
  });
  expect(made.code, made.output).toBe(0);
  return token;
}

/** What Slack was asked to change the app to. */
function updates(): unknown[] {
  return place.slack.calls
    .filter(({ method }) => method === 'apps.manifest.update')
    .map(({ args }) => args.manifest);
}

describe('an app that is there already', () => {
  let token: string;
  beforeEach(async () => {
    token = await makeApp();
  });

  test('is told of what Slack could not reach, and what to press', async () => {
    const before = place.text();
    const { code, output } = await place.setUp({ answers: [token] });

    expect(output).toContain(`Slack got no answer to its challenge at ${acmeUrl}/slack/events`);
    const settings = `https://api.slack.com/apps/${place.slack.state.app.id}/event-subscriptions`;
    expect(output).toContain(`press Retry at ${settings}`);
    expect(code).toBe(1);
    expect(place.text()).toBe(before);
  });

  test('is to be started anew where it runs with another secret', async () => {
    const other = createServer((_request, response) => response.writeHead(401).end());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const local = `http://127.0.0.1:${portOf(other.address())}`;
    place.slack.connect(local);

    const { code, output } = await place.setUp({
      args: ['--url', local, '--yes'],
      answers: [token],
    });

    expect(output).toContain(`The app at ${local} refuses what is signed with your Signing Secret`);
    expect(code).toBe(1);
    other.close();
  });

  test('that somebody deleted is not made anew unasked', async () => {
    const { code, output } = await place.setUp({
      args: ['--yes'],
      answers: [token],
      env: { SLACK_APP_ID: 'A404' },
    });

    expect(output).toContain('Slack knows no such app (A404)');
    expect(code).toBe(1);
    expect(
      place.slack.calls.filter(({ method }) => method === 'apps.manifest.create'),
    ).toHaveLength(1);
  });
});

describe('an app in Socket Mode', () => {
  const socket = { SLACK_APP_TOKEN: 'xapp-1-A1-ours' };
  let token: string;
  beforeEach(async () => {
    token = await makeApp();
  });

  test('keeps it, and nobody has to reach it', async () => {
    const { code, output } = await place.setUp({
      answers: [token],
      env: socket,
    });

    expect(output).toContain('It keeps Socket Mode');
    expect(output).not.toContain("doesn't answer from here");
    expect(code, output).toBe(0);
    expect(updates().at(-1)).toMatchObject({ settings: { socket_mode_enabled: true } });
    expect(JSON.stringify(updates())).not.toContain('/slack/events');
  });

  test('may be where only its people reach it', async () => {
    const { code, output } = await place.setUp({
      args: ['--url', 'http://localhost:3000', '--yes'],
      answers: [token],
      env: socket,
    });

    expect(code, output).toBe(0);
    expect(JSON.stringify(updates())).not.toContain('localhost');
  });

  test('is to be started anew where it runs and .env has changed', async () => {
    const running = createServer((_request, response) => response.end('{"ready":true}'));
    await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
    const local = `http://127.0.0.1:${portOf(running.address())}`;
    const run = { args: ['--url', local, '--yes'], answers: [token], env: socket };

    const [first, second] = [await place.setUp(run), await place.setUp(run)];

    expect(first.output).toContain('.env has changed, and the app runs: restart it');
    expect(second.output).not.toContain('restart it');
    running.close();
  });
});

describe('an app that is to be changed', () => {
  let token: string;
  beforeEach(async () => {
    token = await makeApp();
  });

  test('keeps the command that Slack has, where .env says none', async () => {
    const withoutCommand = place.text().replace('SLACK_COMMAND=/invite-member\n', '');
    expect(withoutCommand).not.toBe(place.text());
    writeFileSync(place.file, withoutCommand);

    const { output } = await place.setUp({ answers: [token] });

    expect(output).not.toContain('Slack keeps /invite for itself');
    expect(updates().at(-1)).toMatchObject({
      features: { slash_commands: [{ command: '/invite-member' }, { command: '/invite-link' }] },
    });
  });

  test('leaves .env as it is until Slack takes another address and command', async () => {
    const before = place.text();
    const args = ['--url', 'https://new.acme.com', '--command', '/bring', '--yes'];
    const { code, output } = await place.setUp({ args, answers: [token] });

    expect(output).toContain('so it has kept the app as it was');
    expect(output).toContain('npm run slack -- --url https://new.acme.com --command /bring');
    expect(output).not.toContain('Retry');
    expect(code).toBe(1);
    expect(place.text()).toBe(before);
  });
});
