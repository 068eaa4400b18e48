import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { freePort } from '../../scripts/free-port.js';
import { goodPassword } from './acts.ts';
import { startCaddy, startNginx, type WebServer } from './proxies.ts';
import { root } from './source-files.ts';
import { startWorld, type World } from './world.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a browser keeps that is signed in. */
interface SignedInCookies {
  readonly session: string;
  /** What tools' hosts are sent. */
  readonly shown: string;
}

/** A proxy with its example of docs/forward-auth.md, in front of the app and of a tool, the wiki. */
export interface ForwardAuth {
  readonly world: World;
  /** Where the proxy listens. */
  readonly port: number;
  /** What the tool was asked for. */
  readonly asked: IncomingMessage['headers'][];
  /** A browser's request to a host, by way of the proxy. */
  ask(host: string, path: string, headers?: Record<string, string>, body?: string): Promise<Answer>;
  /** Signs in, and gives the cookies of the session and of what is shown to proxies. */
  signIn(email: string): Promise<SignedInCookies>;
  stop(): Promise<void>;
}

const starts = { nginx: startNginx, caddy: startCaddy };
const fences = { nginx: 'nginx', caddy: 'caddyfile' };

export async function startForwardAuth(kind: 'nginx' | 'caddy'): Promise<ForwardAuth> {
  const world = await startWorld({
    PUBLIC_URL: 'http://team.example.com',
    AUTH_RETURN_HOSTS: 'wiki.example.com',
    AUTH_COOKIE_DOMAIN: 'example.com',
    AUTH_TEAMS: 'T0SANDBOX',
    TRUST_PROXY: '1',
  });
  const asked: IncomingMessage['headers'][] = [];
  const tool = createServer((incoming, answer) => {
    asked.push(incoming.headers);
    answer.end(`the wiki at ${incoming.url}`);
  }).listen(0, '127.0.0.1');
  await once(tool, 'listening');
  const port = await freePort();
  const ports = { proxy: port, tool: (tool.address() as AddressInfo).port, app: appPort(world) };
  const proxy = await starts[kind](await example(fences[kind], ports), port);
  const ask: ForwardAuth['ask'] = async (host, path, headers = {}, body = undefined) => {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request({
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: { host, ...headers },
    });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
  };
  return {
    world,
    port,
    asked,
    ask,
    signIn: (email) => signIn(ask, email),
    stop: () => stop(world, tool, proxy),
  };
}

function appPort(world: World): number {
  return Number(new URL(world.url).port);
}

/** The example of the document, with the ports of this test. */
async function example(
  fence: string,
  ports: { proxy: number; tool: number; app: number },
): Promise<string> {
  const document = await readFile(join(root, 'docs', 'forward-auth.md'), 'utf8');
  const [, found] = new RegExp(`\`\`\`${fence}\n(.*?)\`\`\``, 's').exec(document) ?? [];
  if (!found) throw new Error(`no ${fence} example in docs/forward-auth.md`);
  return found
    .replaceAll('listen 80;', `listen 127.0.0.1:${ports.proxy};`)
    .replace(/^(\w+\.example\.com) \{$/gm, `http://$1:${ports.proxy} {`)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${ports.app}`)
    .replaceAll('127.0.0.1:4000', `127.0.0.1:${ports.tool}`);
}

async function signIn(ask: ForwardAuth['ask'], email: string): Promise<SignedInCookies> {
  const form = new URLSearchParams({ email, password: goodPassword }).toString();
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'sec-fetch-site': 'same-origin',
  };
  const answer = await ask('team.example.com', '/sign-in', headers, form);
  expect(answer.status).toBe(303);
  const session = cookieIn(answer);
  return {
    session,
    shown: cookieIn(await ask('team.example.com', '/auth/enter', { cookie: session })),
  };
}

function cookieIn({ headers }: Answer): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

async function stop(world: World, tool: Server, proxy: WebServer): Promise<void> {
  await proxy.stop();
  tool.closeAllConnections();
  tool.close();
  await world.stop();
}
