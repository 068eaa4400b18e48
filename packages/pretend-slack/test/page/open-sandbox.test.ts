import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lifelikeTeam, openSandbox } from '../../src/page/index.ts';
import { sampleManifest } from '../support/sample-app.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-sandbox-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const freshTeam = (now: number) => lifelikeTeam({}, sampleManifest, now);
const open = () => openSandbox({ folder, manifest: sampleManifest, freshTeam });

it('has a secret for the app that stays the same', async () => {
  const first = await open();
  await first.stop();
  const second = await open();
  await second.stop();
  expect(first.appSecret).toHaveLength(43);
  expect(second.appSecret).toBe(first.appSecret);
});

it('tells the app in variables how to reach it', async () => {
  const { variables, stop } = await open();
  const client = new WebClient(variables.SLACK_BOT_TOKEN, { slackApiUrl: variables.SLACK_API_URL });
  expect(await client.auth.test()).toMatchObject({ ok: true });
  await stop();
});

it('asks the app first whether the address for events is its own', async () => {
  const asked: string[] = [];
  const app = createServer(async (request, response) => {
    asked.push(await text(request));
    response.end();
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const sandbox = await open();

  await sandbox.connect(`http://127.0.0.1:${(app.address() as AddressInfo).port}`);

  expect(asked).toHaveLength(1);
  expect(JSON.parse(asked[0] ?? '')).toMatchObject({ type: 'url_verification' });
  await sandbox.stop();
  app.closeAllConnections();
  app.close();
});
