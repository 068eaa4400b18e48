import { afterEach, beforeEach, expect, type Mock, test, vi } from 'vitest';
import { createLogger } from '../../src/platform/process/logger.ts';
import { slackLogger } from '../../src/platform/slack/bolt-logger.ts';
import { createSlackClients } from '../../src/platform/slack/client.ts';
import { createOneTeam } from '../../src/platform/slack/identity.ts';
import { createSlackOauth } from '../../src/platform/slack/oauth.ts';
import { createSlackPauses } from '../../src/platform/slack/pauses.ts';
import { socketConnection } from '../../src/platform/slack/socket.ts';

// Everything of Slack's that writes text of its own to the console unless it is told not to.

/** Nobody listens there. */
const apiUrl = 'http://127.0.0.1:9/';
const access = { botToken: 'xoxb-1', botId: 'B1', botUserId: 'U1', teamName: 'T' };
const app = { clientId: 'c', clientSecret: 's', redirectUri: 'https://x.example/', scopes: [] };

const consoles = ['log', 'info', 'warn', 'error', 'debug'] as const;
const lines: string[] = [];
const log = createLogger({ level: 'debug', sink: { write: (line) => void lines.push(line) } });

let spies: Mock[];
beforeEach(() => {
  lines.splice(0);
  spies = consoles.map((name) => vi.spyOn(console, name).mockImplementation(() => undefined));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const stopping = new AbortController().signal;
const pauses = createSlackPauses({ log, now: Date.now, note: async () => undefined });

test.each([
  ['the client of the one team', async () => await createOneTeam('xoxb-1', apiUrl, log).look()],
  [
    'the client for what is delivered',
    async () =>
      await (
        await createSlackClients(async () => access, { apiUrl, log, stopping, pauses })('T1')
      )?.auth.test(),
  ],
  [
    'the client of OAuth',
    async () => await createSlackOauth({ ...app, apiUrl, log }).renew('xoxe-1'),
  ],
] as [string, () => Promise<unknown>][])('%s writes to the log alone', async (_what, ask) => {
  await expect(ask()).rejects.toThrow();
  expectOnlyLogged();
});

test('a connection by Socket Mode writes to the log alone', async () => {
  const logger = slackLogger(log);
  const connection = socketConnection({ appToken: 'xapp-1', apiUrl, logger, log });
  connection.open();
  await expect.poll(() => lines.length).toBeGreaterThan(1);
  await connection.close();
  expectOnlyLogged();
});

/** At least one line of the client's own, as JSON, and nothing on the console. */
function expectOnlyLogged(): void {
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  expect(lines.map((line) => JSON.parse(line).msg)).toContain('bolt');
}
