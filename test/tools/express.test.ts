import { once } from 'node:events';
import type { Server } from 'node:http';
import express, { type Request, type Response } from 'express';
import { auth } from 'express-openid-connect';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  enter,
  entersSilently,
  isOutOnceRemoved,
  signsOut,
  startBesideTool,
} from '../support/tool-site.ts';

// A tool as many are: an Express app with express-openid-connect, set up by nothing but what it is told in Slack.

let site: Awaited<ReturnType<typeof startBesideTool>>;
let server: Server;
beforeAll(async () => {
  site = await startBesideTool({ callback: '/callback', signOut: '/backchannel-logout' });
  server = startTool(site);
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await site.world.stop();
});

/** Sign-outs that the tool was told of. */
function endedSessions() {
  const ended = new Map<string, object>();
  return {
    get: (id: string, then: (error: unknown, found?: object) => void) => then(null, ended.get(id)),
    set(id: string, session: object, then: (error?: unknown) => void) {
      ended.set(id, session);
      then();
    },
    destroy(id: string, then: (error?: unknown) => void) {
      ended.delete(id);
      then();
    },
  };
}

function startTool({ app, url, port, tool }: typeof site): Server {
  return express()
    .use(
      auth({
        issuerBaseURL: `${app}/oidc`,
        baseURL: url,
        clientID: tool.id,
        clientSecret: tool.secret,
        secret: 'a-secret-of-the-tool-a-secret-of-the-tool',
        idpLogout: true,
        backchannelLogout: { store: endedSessions() as never },
        authorizationParams: { response_type: 'code', scope: 'openid profile email groups' },
      }),
    )
    .get('/', ({ oidc }: Request, response: Response) => {
      const { name, groups } = oidc.user ?? {};
      response.send(`Hello ${name}, of ${groups}`);
    })
    .get('/refresh', async ({ oidc }: Request, response: Response) => {
      const before = oidc.accessToken?.access_token;
      const after = await oidc.accessToken?.refresh();
      const info = await oidc.fetchUserInfo();
      response.send(`${before !== after?.access_token} ${info.name}`);
    })
    .listen(port, '127.0.0.1');
}

test('whoever signs in on our page is in, with their groups, and stays in without being asked again', async () => {
  const ana = await enter(site, 'Ana', 'admin');
  expect((await ana.open(`${site.url}/`)).text).toBe('Hello Ana, of members,admins');
  expect((await ana.open(`${site.url}/refresh`)).text).toBe('true Ana');
  await entersSilently(site, ana);
});

test('whoever signs out of the tool is signed out here, too', async () => {
  await signsOut(site, await enter(site, 'Ben'), '/logout');
});

test('whoever is removed in Slack is out at the next click', async () => {
  await isOutOnceRemoved(site, await enter(site, 'Cleo'), 'Cleo');
});
