import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { createRemoteJWKSet, customFetch as fetchOfKeys, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { HelloPage, RefusedPage } from './pages.tsx';

/** How the wiki knows the app: what an admin would paste into it. */
export interface WikiClient {
  readonly id: string;
  readonly secret: string;
  readonly issuer: URL;
  /** Where the issuer really listens. */
  readonly reachedAt: string;
}

/** A pretend wiki that people open with their team account. */
export interface Wiki {
  readonly address: string;
  /** From now on it signs people in there. */
  connect(client: WikiClient): void;
  /** Signs everybody out. */
  forget(): void;
  stop(): Promise<void>;
}

/** Where it takes people back after signing in, and where it is told that somebody is signed out. */
export const wikiPaths = { callback: '/callback', signedOut: '/signed-out' } as const;

interface Reader {
  readonly name: string;
  readonly email: string;
  readonly sid: unknown;
}

const cookie = 'wiki';

/** Starts it on this machine, at this port if it is free. */
export async function startWiki(wantedPort: number): Promise<Wiki> {
  const readers = new Map<string, Reader>();
  const onTheWay = new Map<string, { verifier: string; nonce: string }>();
  let client: WikiClient | undefined;
  const web = new Hono();
  const server = createServer(getRequestListener(web.fetch));
  const address = `http://localhost:${await listen(server, wantedPort)}`;
  const configured = async () => {
    if (!client) throw new Error('the wiki is not connected');
    return await discover(client);
  };

  web.get('/', async (c) => {
    const reader = readers.get(getCookie(c, cookie) ?? '');
    if (reader) return c.html(<HelloPage {...reader} />);
    const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
    const verifier = oidc.randomPKCECodeVerifier();
    onTheWay.set(state, { verifier, nonce });
    const to = oidc.buildAuthorizationUrl(await configured(), {
      redirect_uri: address + wikiPaths.callback,
      scope: 'openid profile email',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    return c.redirect(to.href);
  });
  web.get(wikiPaths.callback, async (c) => {
    const state = c.req.query('state') ?? '';
    const sent = onTheWay.get(state);
    onTheWay.delete(state);
    if (!sent || c.req.query('error')) return c.html(<RefusedPage />, 403);
    const from = new URL(c.req.url.replace(/^https?:\/\/[^/]+/, address));
    const tokens = await oidc.authorizationCodeGrant(await configured(), from, {
      pkceCodeVerifier: sent.verifier,
      expectedState: state,
      expectedNonce: sent.nonce,
    });
    const claims = tokens.claims();
    const id = randomBytes(16).toString('hex');
    readers.set(id, {
      name: String(claims?.name),
      email: String(claims?.email),
      sid: claims?.sid,
    });
    setCookie(c, cookie, id, { httpOnly: true, sameSite: 'Lax', path: '/' });
    return c.redirect('/');
  });
  web.post(wikiPaths.signedOut, async (c) => {
    if (!client) return c.body(null, 400);
    const sid = await signedOutIn(c, client);
    for (const [id, reader] of readers) if (reader.sid === sid) readers.delete(id);
    return c.body(null, 200);
  });

  return {
    address,
    connect(given) {
      client = given;
    },
    forget: () => readers.clear(),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const fetchFor =
  ({ issuer, reachedAt }: WikiClient) =>
  (url: string, options: RequestInit) =>
    fetch(url.replace(issuer.origin, reachedAt), options);

async function discover(client: WikiClient): Promise<oidc.Configuration> {
  return await oidc.discovery(client.issuer, client.id, client.secret, undefined, {
    [oidc.customFetch]: fetchFor(client) as oidc.CustomFetch,
    execute: [oidc.allowInsecureRequests],
  });
}

/** Whose session the app says has ended. Throws when it isn't the app that says so. */
async function signedOutIn(c: Context, client: WikiClient): Promise<unknown> {
  const { logout_token: token } = await c.req.parseBody();
  const keys = createRemoteJWKSet(new URL(`${client.issuer}/jwks`), {
    [fetchOfKeys]: fetchFor(client),
  });
  const { payload } = await jwtVerify(String(token), keys, {
    issuer: client.issuer.href,
    audience: client.id,
    typ: 'logout+jwt',
  });
  return payload.sid;
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    // Somebody else has the port: any other will do.
    server.once('error', () => server.listen(0, '127.0.0.1', resolve).once('error', reject));
    server.listen(port, '127.0.0.1', resolve);
  });
  const at = server.address();
  if (typeof at !== 'object' || at === null) throw new Error('the wiki has no port');
  return at.port;
}
