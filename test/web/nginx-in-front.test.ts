import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../scripts/free-port.js';
import { invite, openDialog, signUpForm } from '../support/acts.ts';
import { startNginx, type WebServer } from '../support/proxies.ts';
import { root } from '../support/source-files.ts';
import { startWorld, type World } from '../support/world.ts';

// deploy/nginx.conf in front of the app, with other ports and without certificates.

let world: World;
let nginx: WebServer;
let front: string;
let plain: string;

beforeAll(async () => {
  world = await startWorld({ PUBLIC_URL: 'https://invites.example.com', TRUST_PROXY: '1' });
  const [port, plainPort] = [await freePort(), await freePort()];
  const text = readFileSync(join(root, 'deploy', 'nginx.conf'), 'utf8');
  const servers = text
    .replace('127.0.0.1:3000', new URL(world.url).host)
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port};`)
    .replace('listen 80;', `listen 127.0.0.1:${plainPort};`)
    .replace(/^ *ssl_certificate.*$/gm, '');
  nginx = await startNginx(servers, port);
  front = `http://127.0.0.1:${port}`;
  plain = `http://127.0.0.1:${plainPort}`;
});

afterAll(async () => {
  await nginx.stop();
  await world.stop();
});

test('pages and Slack go through, and figures stay inside', async () => {
  expect((await fetch(`${front}/healthz`)).status).toBe(200);
  expect((await fetch(`${front}/metrics`)).status).toBe(404);
  expect((await fetch(`${world.url}/metrics`)).status).toBe(200);

  world.slack.connect(front);
  expect((await openDialog(world)).view.title.text).toBe('Invite people');
});

test('http leads to https', async () => {
  const answer = await fetch(`${plain}/sign-in?a=1`, {
    headers: { host: 'invites.example.com' },
    redirect: 'manual',
  });

  expect(answer.status).toBe(301);
  expect(answer.headers.get('location')).toMatch(/^https:\/\/[^/]+\/sign-in\?a=1$/);
});

test('a picture that is too large costs nothing, and nginx stops what no picture is', async () => {
  world.slack.connect(front);
  const { path } = await invite(world, 'ana@example.com');
  const send = async (megabytes: number) => {
    const avatar = new File([new Uint8Array(megabytes * 1024 * 1024)], 'picture.png');
    const answer = await fetch(front + path, {
      method: 'POST',
      body: signUpForm({ avatar }),
      headers: { 'sec-fetch-site': 'same-origin' },
      redirect: 'manual',
    });
    return { status: answer.status, to: answer.headers.get('location') };
  };

  expect(await send(40)).toEqual({ status: 413, to: null });
  expect(await send(25)).toEqual({ status: 303, to: '/account?joined&picture=too_large' });
});

test('nobody gets around a limit by claiming other addresses', async () => {
  const statuses = new Set<number>();
  for (let i = 1; i <= 120; i += 1) {
    const answer = await fetch(`${front}/join/unknown-${i}`, {
      headers: { 'x-forwarded-for': `203.0.113.${i}` },
    });
    await answer.text();
    statuses.add(answer.status);
  }

  expect([...statuses]).toEqual([404, 429]);
});
