import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '../../src/platform/process/logger.ts';
import { createSlackFiles } from '../../src/platform/slack/files.ts';

const token = 'xoxb-files';
const max = 1000;
const lines: string[] = [];
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  lines.splice(0);
});

/** Slack as far as files are concerned; gives what comes of a file there. */
async function ask(
  answer: RequestListener,
  address?: (url: string) => string,
  maxMs?: number,
): Promise<unknown> {
  server = createServer(answer);
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const log = createLogger({ level: 'info', sink: { write: (line) => void lines.push(line) } });
  const apiUrl = `${url}/api/`;
  const files = createSlackFiles({
    ...{ apiUrl, log, stopping: new AbortController().signal },
    ...(maxMs !== undefined && { maxMs }),
  });
  const client = new WebClient(token, { slackApiUrl: apiUrl, retryConfig: { retries: 0 } });
  const file = { id: 'F1', name: 'people.csv', address: address?.(url) };
  const fetched = await files.fetch(client, file, max);
  return fetched.ok ? Buffer.from(fetched.value).toString() : fetched.refusal;
}

const own = (url: string) => `${url}/files-pri/T1-F1/download/people.csv`;

test('gets the bytes with the app’s token, and no more than wanted', async () => {
  const authorizations: (string | undefined)[] = [];
  const fetched = await ask(({ headers }, response) => {
    authorizations.push(headers.authorization);
    response.end('x'.repeat(max));
  }, own);
  expect(fetched).toBe('x'.repeat(max));
  expect(authorizations).toEqual([`Bearer ${token}`]);
});

test('asks Slack where a file is when the form doesn’t say', async () => {
  const paths: (string | undefined)[] = [];
  const fetched = await ask(({ url, headers }, response) => {
    paths.push(url);
    if (url !== '/api/files.info') return void response.end('ana@example.com');
    const file = { url_private_download: `http://${headers.host}/there` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: true, file }));
  });
  expect(fetched).toBe('ana@example.com');
  expect(paths).toEqual(['/api/files.info', '/there']);
});

test.each([
  ['another host', () => 'https://files.evil.example/F1'],
  ['a host that only looks like Slack', () => 'https://slack.com.evil.example/F1'],
  ['a host that only ends like it', () => 'https://evilslack.com/F1'],
  ['Slack without encryption', () => 'http://files.slack.com/F1'],
  ['another port of Slack', () => 'https://files.slack.com:8443/F1'],
  ['a name before the host', (url: string) => url.replace('//', '//files.slack.com@')],
  ['another port of this machine', () => 'http://127.0.0.1:9/F1'],
  ['a file of this machine', () => 'file:///etc/passwd'],
  ['no address', () => 'F1'],
])('asks nobody for a file at %s', async (_, address) => {
  let asked = 0;
  const fetched = await ask((_request, response) => {
    asked += 1;
    response.end();
  }, address);
  expect([fetched, asked]).toEqual(['not_there', 0]);
});

test('ends the connection as soon as there is more than wanted', async () => {
  const said = await ask((_, response) => {
    response.writeHead(200, { 'content-length': String(max + 1) });
    response.write('x');
  }, own);
  expect(said).toBe('too_large');
  server?.closeAllConnections();

  let isEnded = false;
  const unsaid = await ask((_, response) => {
    response.on('close', () => {
      isEnded = true;
    });
    response.write('x'.repeat(max + 1));
  }, own);
  expect(unsaid).toBe('too_large');
  await expect.poll(() => isEnded).toBe(true);
});

test('waits so long and no longer, also for the rest of a file', async () => {
  const silent = await ask(() => undefined, own, 50);
  expect(silent).toBe('no_answer');
  const halted = await ask((_, response) => void response.write('ana@exa'), own, 50);
  expect(halted).toBe('no_answer');
});

test('takes a file that was cut short for none', async () => {
  const cut = await ask((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('ana@exa', () => response.destroy());
  }, own);
  expect(cut).toBe('no_answer');
  expect(lines.join('')).not.toMatch(/files-pri|xoxb/);
});

test.each([
  [302, 'not_there'],
  [404, 'not_there'],
  [429, 'no_answer'],
  [503, 'no_answer'],
])('takes status %i for a file that is %s', async (status, refusal) => {
  const headers = status === 302 ? { location: 'https://files.evil.example/' } : {};
  const fetched = await ask((_, response) => response.writeHead(status, headers).end(), own);
  expect(fetched).toBe(refusal);
});
