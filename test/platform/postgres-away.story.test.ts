import { type PretendSlack, startPretendSlack } from 'pretend-slack';
import { linesOf } from 'pretend-slack/driver';
import { startMailbox } from 'pretend-slack/mailbox';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { startApp } from '../../src/app.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { byOauth, credentials, secrets } from '../support/credentials.ts';
import { type CuttableProxy, startCuttableProxy } from '../support/cuttable-proxy.ts';
import { createDatabase, dropDatabase } from '../support/postgres.ts';
import { testConfig } from '../support/world.ts';

// PostgreSQL can't be reached, where each team's token is in it.

let slack: PretendSlack;
let proxy: CuttableProxy;
let around: Record<string, string>;
let appUrl: string;
let stop: () => Promise<void>;
const adam = 'U0ADAM';
const log = createLogger({ level: 'silent' });

beforeAll(async () => {
  const databaseUrl = await createDatabase(inject('postgresUrl'));
  const url = new URL(databaseUrl);
  proxy = await startCuttableProxy({ host: url.hostname, port: Number(url.port || 5432) });
  url.host = `127.0.0.1:${proxy.port}`;
  slack = await startPretendSlack({ ...secrets, credentials, ackTimeoutMs: 15_000 });
  const mailbox = await startMailbox();
  around = { DATABASE_URL: url.href, SLACK_API_URL: slack.apiUrl, SMTP_URL: mailbox.smtpUrl };
  const app = await startApp(testConfig({ ...byOauth, ...around }), { log, host: '127.0.0.1' });
  appUrl = `http://127.0.0.1:${app.port}`;
  slack.connect(appUrl);
  await install();
  stop = async () => {
    proxy.mend();
    await app.stop();
    await Promise.all([slack.stop(), mailbox.stop(), proxy.stop()]);
    await dropDatabase(inject('postgresUrl'), databaseUrl);
  };
});
afterAll(() => stop());

async function install(): Promise<void> {
  const started = await fetch(`${appUrl}/slack/install`, { redirect: 'manual' });
  const state = new URL(started.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const query = new URLSearchParams({ state, code: slack.allow(adam) });
  const cookie = started.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const back = await fetch(`${appUrl}/slack/oauth_redirect?${query}`, { headers: { cookie } });
  expect(back.status).toBe(200);
}

async function readyBecomes(status: number): Promise<void> {
  const look = async () => expect((await fetch(`${appUrl}/readyz`)).status).toBe(status);
  await vi.waitFor(look, { timeout: 30_000, interval: 100 });
}

async function openDialog(): Promise<void> {
  const before = slack.modal(adam)?.id;
  await slack.command({ user: adam, command: '/invite' });
  await slack.until(() => slack.modal(adam)?.id !== before, 15_000);
}

test.each(['cut', 'freeze'] as const)(
  'whoever types, sends a form or presses is told when the connection is %s; events are asked for again',
  async (how) => {
    await openDialog();
    proxy[how]();
    await readyBecomes(503);

    const invite = { user: adam, command: '/invite', text: 'ana@example.com' };
    const started = performance.now();
    const [typed, sent, event, gone] = await Promise.all([
      slack.command(invite),
      slack.submit({ user: adam, values: { email_1: 'ana@example.com' } }),
      slack.event({ type: 'app_home_opened', user: adam, tab: 'home' }),
      slack.event({ type: 'app_uninstalled' }, { eventTime: 1 }),
    ]);

    // A database that says nothing isn't waited for until its own end.
    if (how === 'freeze') expect(Math.min(typed.ms, sent.ms)).toBeLessThan(7000);
    expect(performance.now() - started).toBeLessThan(15_000);
    const words = /went wrong on our side \(ref [0-9a-f]{8}\)/;
    expect(JSON.parse(typed.body).text).toMatch(words);
    expect(JSON.parse(sent.body)).toEqual({
      response_action: 'errors',
      errors: { email_1: expect.stringMatching(words) },
    });
    expect([event.status, gone.status]).toEqual([503, 503]);

    proxy.mend();
    await readyBecomes(200);
    await slack.submit({ user: adam, values: { email_1: `${how}@example.com` } });
    const shown = () => linesOf(slack.modal(adam)?.view.blocks ?? []).join('\n');
    await slack.until(() => shown().includes(`${how}@example.com`), 15_000);
  },
  90_000,
);

test('with a bot token a form is answered by what went wrong, and that somebody is gone is asked for again', async () => {
  const app = await startApp(testConfig(around), { log, host: '127.0.0.1' });
  appUrl = `http://127.0.0.1:${app.port}`;
  slack.connect(appUrl);
  await openDialog();
  proxy.freeze();

  const [sent, gone] = await Promise.all([
    slack.submit({ user: adam, values: { email_1: 'zoe@example.com' } }),
    slack.event({
      type: 'user_change',
      user: { id: 'U0MIA', team_id: slack.state.team.id, name: 'mia', deleted: true },
    }),
  ]);

  expect(JSON.parse(sent.body).response_action).toBe('errors');
  expect(gone.status).toBe(503);
  proxy.mend();
  await readyBecomes(200);
  await app.stop();
}, 60_000);
