import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApache } from '../support/apache.ts';
import type { WebServer } from '../support/proxies.ts';
import {
  enter,
  entersSilently,
  isOutOnceRemoved,
  signsOut,
  startBesideTool,
} from '../support/tool-site.ts';

// Debian's Apache with mod_auth_openidc, a certified client in C, set up by nothing but what it is told in Slack.

const own = '/signed-in';

let site: Awaited<ReturnType<typeof startBesideTool>>;
let apache: WebServer;
beforeAll(async () => {
  site = await startBesideTool({ callback: own, signOut: `${own}?logout=backchannel` });
  const { app, url, tool } = site;
  const lines = [
    `OIDCProviderMetadataURL ${app}/oidc/.well-known/openid-configuration`,
    `OIDCClientID ${tool.id}`,
    `OIDCClientSecret ${tool.secret}`,
    `OIDCRedirectURI ${url}${own}`,
    'OIDCScope "openid profile email groups"',
    'OIDCPKCEMethod S256',
    'OIDCCryptoPassphrase a-secret-of-the-tool',
    'OIDCInfoHook userinfo access_token',
    '<Location />',
    'AuthType openid-connect',
    'Require valid-user',
    '</Location>',
    '<Location /admins.shtml>',
    'AuthType openid-connect',
    'Require claim groups:admins',
    '</Location>',
  ];
  apache = await startApache(lines, site.port);
});
afterAll(async () => {
  await apache.stop();
  await site.world.stop();
});

test('whoever signs in on our page is in, and stays in without being asked again', async () => {
  const ana = await enter(site, 'Ana');
  expect((await ana.open(`${site.url}/`)).text).toBe('Hello Ana, of members');
  await entersSilently(site, ana);
});

test('groups say what is for admins', async () => {
  const [ben, dora] = [await enter(site, 'Ben'), await enter(site, 'Dora', 'admin')];
  expect((await ben.open(`${site.url}/admins.shtml`)).status).toBe(401);
  expect(await dora.open(`${site.url}/admins.shtml`)).toMatchObject({ text: 'for admins' });
});

test('it refreshes its tokens', async () => {
  const eve = await enter(site, 'Eve');
  const tell = async (query: string) => {
    const { text } = await eve.open(`${site.url}${own}?info=json${query}`);
    return JSON.parse(text) as { access_token: string; userinfo: { name: string } };
  };
  const before = await tell('');
  const after = await tell('&access_token_refresh_interval=0');
  expect(after.access_token).not.toBe(before.access_token);
  expect(after.userinfo.name).toBe('Eve');
});

test('whoever signs out of the tool is signed out here, too', async () => {
  const back = encodeURIComponent(`${site.url}/`);
  await signsOut(site, await enter(site, 'Fay'), `${own}?logout=${back}`);
});

test('whoever is removed in Slack is out at the next click', async () => {
  await isOutOnceRemoved(site, await enter(site, 'Gil'), 'Gil');
});
