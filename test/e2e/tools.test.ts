import { createServer, type Server } from 'node:http';
import * as oidc from 'openid-client';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { choosePassword } from '../support/password-way.ts';
import { type SandboxBrowser, startSandboxBrowser } from '../support/sandbox-browser.ts';

// The whole way in a real browser, which holds redirects after forms to our content security policy.

const patienceMs = 180_000;
const password = 'correct horse battery staple';

let sandbox: SandboxBrowser;
let wiki: { readonly url: string; readonly server: Server; config?: oidc.Configuration };
beforeAll(async () => {
  sandbox = await startSandboxBrowser();
  wiki = await startWiki();
});
afterAll(async () => {
  await sandbox.stop();
  wiki.server.close();
});

/** A tool that sends everybody to sign in, and greets whoever comes back. */
async function startWiki(): Promise<typeof wiki> {
  const verifier = oidc.randomPKCECodeVerifier();
  const server = createServer((request, response) => {
    void answer(request.url ?? '').then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  async function answer(url: string) {
    const { config } = tool;
    if (!config) throw new Error('not configured');
    if (url.startsWith('/callback')) {
      const from = new URL(url, tool.url);
      const tokens = await oidc.authorizationCodeGrant(config, from, {
        pkceCodeVerifier: verifier,
      });
      const headers = { 'content-type': 'text/html' };
      return { status: 200, headers, body: `<h1>Hello ${tokens.claims()?.name}</h1>` };
    }
    const to = oidc.buildAuthorizationUrl(config, {
      redirect_uri: `${tool.url}/callback`,
      scope: 'openid profile email',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { status: 302, headers: { location: to.href }, body: '' };
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  const tool: typeof wiki = { url: `http://127.0.0.1:${address.port}`, server };
  return tool;
}

/** Adam connects the wiki, and pastes into it what he is shown. */
async function connectWiki(adam: Page): Promise<oidc.Configuration> {
  await adam.goto(`${sandbox.url}/sandbox/app`);
  await adam.getByRole('button', { name: 'Tools', exact: true }).click();
  await adam.getByRole('button', { name: 'Connect a tool…' }).click();
  const dialog = adam.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Notes');
  await dialog.getByLabel('Address', { exact: true }).fill(wiki.url);
  const kind = { label: 'Another tool with OpenID Connect' };
  await dialog.getByLabel('What is it?').selectOption(kind);
  await dialog.getByLabel('Redirect addresses').fill(`${wiki.url}/callback`);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await dialog.getByText('Notes is connected').waitFor();
  const lines = await dialog.innerText();
  const id = /Client ID: (\S+)/.exec(lines)?.[1] ?? '';
  const secret = /Client secret: (\S+)/.exec(lines)?.[1] ?? '';
  await dialog.getByRole('button', { name: 'Done' }).click();
  return await oidc.discovery(new URL(`${sandbox.url}/oidc`), id, secret, undefined, {
    execute: [oidc.allowInsecureRequests],
  });
}

/** Ana is invited and joins; gives her browser. */
async function letAnaJoin(adam: Page): Promise<Page> {
  await sandbox.say(adam, '/invite ana@example.com');
  await adam.getByText('Email to ana@example.com').first().waitFor();
  const ana = await sandbox.freshBrowser();
  await ana.goto(`${sandbox.url}/sandbox/mail`);
  await ana
    .getByRole('link', { name: /ana@example.com/ })
    .first()
    .click();
  const link = ana.frameLocator('iframe').getByRole('link', { name: /^Join / });
  await ana.goto((await link.getAttribute('href')) ?? '');
  await ana.getByLabel('Your name').fill('Ana');
  await choosePassword(ana);
  await ana.getByLabel('Password', { exact: true }).fill(password);
  await ana.getByRole('button', { name: /^Join/ }).click();
  await ana.getByRole('heading', { name: "You're in" }).waitFor();
  return ana;
}

test(
  'who has joined opens a tool at once, and from another browser by signing in on the way',
  async () => {
    const adam = await sandbox.browserOf('Adam');
    const config = await connectWiki(adam);
    wiki.config = config;
    const ana = await letAnaJoin(adam);
    await ana.goto(wiki.url);
    await ana.getByRole('heading', { name: 'Hello Ana' }).waitFor();

    const other = await sandbox.freshBrowser();
    await other.goto(wiki.url);
    await other.getByLabel('Email address').fill('ana@example.com');
    await other.getByLabel('Password', { exact: true }).fill(password);
    await other.getByRole('button', { name: /^Sign in$/ }).click();
    await other.getByRole('heading', { name: 'Hello Ana' }).waitFor();
    expect(new URL(other.url()).origin).toBe(wiki.url);

    const back = { post_logout_redirect_uri: `${wiki.url}/` };
    await other.goto(oidc.buildEndSessionUrl(config, back).href);
    await other.getByRole('button', { name: 'Sign out' }).click();
    // The wiki sends whoever isn't signed in to do so.
    await other.getByRole('heading', { name: /Sign in/ }).waitFor();

    await adam.goto(`${sandbox.url}/sandbox/app`);
    await adam.getByText('1 person').waitFor();
  },
  patienceMs,
);
