import { createServer } from 'node:http';
import * as oidc from 'openid-client';
import { personIn } from 'pretend-slack/driver';
import { expect } from 'vitest';
import { wordsOf } from './acts.ts';
import type { Visitor } from './browser-acts.ts';
import type { World } from './world.ts';

/** A tool as its admin has set it up, by what was to be pasted into it. */
export interface ConnectedTool {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

/** Connects a tool in Home, as Adam. */
export async function connectTool(
  world: World,
  fields: Record<string, string | readonly string[]> = {},
): Promise<ConnectedTool> {
  const adam = personIn(world.slack, 'U0ADAM');
  const redirectUri = String(fields['Redirect addresses'] ?? 'https://wiki.example.com/callback');
  await showTools(world);
  await adam.waitsFor('home', 'Connect a tool…');
  await adam.presses('Connect a tool…');
  await adam.waitsFor('modal', 'What is it?');
  await adam.submits({
    Name: 'Wiki',
    Address: 'https://wiki.example.com',
    'What is it?': 'Another tool with OpenID Connect',
    'Redirect addresses': redirectUri,
    ...fields,
  });
  await adam.waitsFor('modal', 'is connected');
  const lines = wordsOf(world.slack.modal('U0ADAM')?.view);
  await adam.closes();
  const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(lines)?.[0] ?? '';
  const secret = /Client secret: ([\w-]+)/.exec(lines)?.[1] ?? '';
  return { id, secret, redirectUri };
}

/** Lists a tool behind a proxy, as Adam; gives what he is shown to paste. */
export async function connectProxied(
  world: World,
  fields: Record<string, string | readonly string[]> = {},
): Promise<string> {
  const adam = personIn(world.slack, 'U0ADAM');
  await showTools(world);
  await adam.presses('Connect a tool…');
  await adam.waitsFor('modal', 'What is it?');
  await adam.submits({
    Name: 'Wiki',
    Address: 'https://wiki.example.com',
    'What is it?': 'Behind your proxy (forward auth)',
    ...fields,
  });
  await adam.waitsFor('modal', 'is connected');
  const lines = wordsOf(world.slack.modal('U0ADAM')?.view);
  await adam.closes();
  return lines;
}

/** Adam looks at the Tools tab. */
export async function showTools(world: World): Promise<void> {
  const adam = personIn(world.slack, 'U0ADAM');
  await adam.opensHome();
  if (!adam.reads('home').includes('● Tools')) await adam.presses('Tools');
  await adam.waitsFor('home', '● Tools');
}

/** Tools reach the app where it listens, at the address that it says is its own. */
function fetchFor(world: World): oidc.CustomFetch {
  return (url, { body, ...options }) =>
    fetch(url.replace(world.config.publicUrl, world.url), {
      ...options,
      ...(body !== undefined && { body: body as string }),
    });
}

/** A tool that knows the app by discovery alone; `by` is how it proves who it is. */
export async function discover(
  world: World,
  { id, secret }: Pick<ConnectedTool, 'id' | 'secret'>,
  by: oidc.ClientAuth = oidc.ClientSecretBasic(secret),
  more: Partial<oidc.ClientMetadata> = {},
): Promise<oidc.Configuration> {
  return await oidc.discovery(new URL(`${world.config.publicUrl}/oidc`), id, more, by, {
    [oidc.customFetch]: fetchFor(world),
    execute: [oidc.allowInsecureRequests],
  });
}

/** What a tool keeps of somebody whom it has sent to sign in. */
export interface Sent {
  readonly path: string;
  readonly checks: { pkceCodeVerifier: string; expectedState: string; expectedNonce: string };
}

/** Sends somebody to sign in. */
export async function sendToSignIn(
  world: World,
  config: oidc.Configuration,
  redirectUri: string,
  more: Record<string, string> = {},
): Promise<Sent> {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid profile email groups',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...more,
  });
  return {
    path: pathOf(world, url.href),
    checks: { pkceCodeVerifier, expectedState, expectedNonce },
  };
}

/** Follows redirects within the app; gives the answer that leads nowhere, or to another site. */
export async function follow(
  world: World,
  browser: Visitor,
  path: string,
): Promise<{ response: Response; path: string; away: URL | undefined }> {
  const response = await browser.get(path, { 'sec-fetch-site': 'cross-site' });
  const to = response.headers.get('location');
  if (!to) return { response, path, away: undefined };
  const url = new URL(to, world.config.publicUrl);
  if (url.origin !== world.config.publicUrl) return { response, path, away: url };
  return await follow(world, browser, `${url.pathname}${url.search}`);
}

/** Sends a form as browsers do that hold no file. */
export async function sendPlain(
  world: World,
  browser: Visitor,
  path: string,
  fields: Record<string, string>,
): Promise<Response> {
  const body = new URLSearchParams(fields);
  const headers = { ...browser.jar.header, 'sec-fetch-site': 'same-origin' };
  return await fetch(world.url + path, { method: 'POST', body, headers, redirect: 'manual' });
}

/** Somebody who is signed in opens a tool: gives the tokens that it gets. */
export async function openTool(
  world: World,
  tool: ConnectedTool,
  browser: Visitor,
  by?: oidc.ClientAuth,
) {
  const config = await discover(world, tool, by);
  const sent = await sendToSignIn(world, config, tool.redirectUri);
  const { away, response } = await follow(world, browser, sent.path);
  if (!away) throw new Error(`${response.status}: ${await response.text()}`);
  const tokens = await oidc.authorizationCodeGrant(config, away, sent.checks);
  return { config, tokens, away, sent };
}

function pathOf(world: World, url: string): string {
  expect(url.startsWith(world.config.publicUrl)).toBe(true);
  return url.slice(world.config.publicUrl.length);
}

/** A tool that can be told of sign-outs: what it was told, and how it answers. */
export async function startToldTool(): Promise<{
  readonly url: string;
  readonly told: string[];
  status: number;
  stop(): Promise<void>;
}> {
  const told: string[] = [];
  const tool = {
    url: '',
    told,
    status: 200,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      told.push(new URLSearchParams(body).get('logout_token') ?? '');
      response.writeHead(tool.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  tool.url = `http://127.0.0.1:${address.port}`;
  return tool;
}
