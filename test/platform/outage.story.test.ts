import pg from 'pg';
import { type PretendSlack, startPretendSlack } from 'pretend-slack';
import { linesOf } from 'pretend-slack/driver';
import { type Mailbox, startMailbox } from 'pretend-slack/mailbox';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { type RunningApp, startApp } from '../../src/app.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { type CuttableProxy, startCuttableProxy } from '../support/cuttable-proxy.ts';
import { createDatabase, dropDatabase } from '../support/postgres.ts';
import { testConfig } from '../support/world.ts';

// What happens while PostgreSQL can't be reached; only run there. The embedded database is in the app's process.

const second = 1000;
let databaseUrl: string;
let proxy: CuttableProxy;
let slack: PretendSlack;
let mailbox: Mailbox;
let app: RunningApp;
const logs: Record<string, unknown>[] = [];

/** How long something takes. */
async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const start = performance.now();
  const result = await work();
  return { result, ms: performance.now() - start };
}

function get(path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${app.port}${path}`);
}

async function readyBecomes(status: number, withinMs: number): Promise<void> {
  await vi.waitFor(async () => expect((await get('/readyz')).status).toBe(status), {
    timeout: withinMs,
    interval: 100,
  });
}

/** Types the command; gives what Slack shows for it. */
async function typeCommand(text: string): Promise<string> {
  const before = slack.ephemerals('U0ADAM').length;
  await slack.command({ user: 'U0ADAM', command: '/invite', text });
  const answer = await slack.until(() => slack.ephemerals('U0ADAM')[before], 15_000);
  return [String(answer.text), ...linesOf(answer.blocks)].join('\n');
}

beforeAll(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
  const url = new URL(databaseUrl);
  proxy = await startCuttableProxy({ host: url.hostname, port: Number(url.port || 5432) });
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  const secrets = {
    signingSecret: '0f1e2d3c4b5a69780f1e2d3c4b5a6978',
    botToken: 'xoxb-test-token',
  };
  slack = await startPretendSlack({ ...secrets, ackTimeoutMs: 15_000 });
  mailbox = await startMailbox();
  const config = testConfig({
    DATABASE_URL: url.href,
    SLACK_API_URL: slack.apiUrl,
    SMTP_URL: mailbox.smtpUrl,
  });
  const sink = { write: (line: string) => void logs.push(JSON.parse(line)) };
  app = await startApp(config, { log: createLogger({ level: 'info', sink }), host: '127.0.0.1' });
  slack.connect(`http://127.0.0.1:${app.port}`);
  await readyBecomes(200, 10 * second);
});
afterAll(async () => {
  proxy.mend();
  await app.stop();
  await Promise.all([slack.stop(), mailbox.stop(), proxy.stop()]);
  await dropDatabase(inject('postgresUrl'), databaseUrl);
});

test.each(['cut', 'freeze'] as const)(
  'says so, answers everybody, and goes on by itself when the connection is %s',
  async (how) => {
    await typeCommand(`before-${how}@example.com`);
    proxy[how]();
    await readyBecomes(503, 5 * second);
    expect((await get('/healthz')).status).toBe(200);

    const page = await timed(() => get('/join/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'));
    expect(page.ms).toBeLessThan(10 * second);
    expect(page.result.status).toBe(503);
    expect(page.result.headers.get('retry-after')).toBe('30');
    const html = await page.result.text();
    expect(html).toContain('Back in a moment');
    expect(html).toContain('Reference: ');
    expect(html).toContain('<a class="button" href="">Try again</a>');
    const command = await timed(() => typeCommand(`during-${how}@example.com`));
    expect(command.ms).toBeLessThan(10 * second);
    expect(command.result).toContain('Something went wrong on our side');

    proxy.mend();
    await readyBecomes(200, 15 * second);
    // Connections that were only frozen go on where they were.
    const line = expect.objectContaining({ msg: 'the database answers again' });
    if (how === 'cut') await vi.waitFor(() => expect(logs).toContainEqual(line), 15 * second);
    expect(await typeCommand(`after-${how}@example.com`)).toContain('Invitation sent to');
    await vi.waitFor(
      () => expect(mailbox.letters.map(({ to }) => to)).toContain(`after-${how}@example.com`),
      { timeout: 15 * second },
    );
    // What was answered with a fault was not done halfway.
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const during = await client.query('SELECT 1 FROM invitations WHERE email = $1', [
      `during-${how}@example.com`,
    ]);
    const isListening = async (): Promise<void> => {
      const listening = await client.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
      );
      expect(listening.rows.length).toBeGreaterThan(0);
    };
    await vi.waitFor(isListening, { timeout: 10 * second });
    await client.end();
    expect(during.rows).toEqual([]);
  },
  60 * second,
);
