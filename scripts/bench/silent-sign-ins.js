import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';

/**
 * A provider, a tool that it knows, and somebody who is signed in there.
 * @typedef {object} Side
 * @property {string} issuer
 * @property {string} id
 * @property {string} secret
 * @property {string} redirectUri
 * @property {string} cookie What the browser holds; more comes as it goes.
 */

const Tokens = z.object({ id_token: z.string().optional(), error: z.string().optional() });

const seconds = 3;
const browsers = 4;

/**
 * How many times in a second somebody who is signed in opens the tool again, by as many browsers at once.
 * @param {Side} side
 */
export async function silentSignIns(side) {
  let count = 0;
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: browsers }, async () => {
      const jar = new Map(side.cookie ? [cookieOf(side.cookie)] : []);
      await signIn(side, jar);
      while (performance.now() < until) {
        await signIn(side, jar);
        count += 1;
      }
    }),
  );
  return count / seconds;
}

/**
 * @param {Side} side
 * @param {Map<string, string>} jar
 */
async function signIn({ issuer, id, secret, redirectUri }, jar) {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email',
    state: 'a-state',
    nonce: 'a-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const code = await follow(`${issuer}/auth?${query}`, redirectUri, jar);
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  });
  const tokens = Tokens.parse(await answer.json());
  if (!tokens.id_token) throw new Error(`no tokens: ${answer.status} ${tokens.error}`);
}

/**
 * Goes where it is led until that is the tool; gives the code.
 * @param {string} url
 * @param {string} redirectUri
 * @param {Map<string, string>} jar
 * @returns {Promise<string>}
 */
async function follow(url, redirectUri, jar) {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { cookie, 'sec-fetch-site': 'cross-site' };
  const answer = await fetch(url, { headers, redirect: 'manual' });
  await answer.arrayBuffer();
  for (const each of answer.headers.getSetCookie()) jar.set(...cookieOf(each));
  const to = answer.headers.get('location');
  if (!to) throw new Error(`led nowhere: ${answer.status} at ${url.slice(0, 100)}`);
  if (!to.startsWith(redirectUri)) {
    return await follow(placed(new URL(to, url), url), redirectUri, jar);
  }
  const code = new URL(to).searchParams.get('code');
  if (!code) throw new Error(`no code: ${to}`);
  return code;
}

/**
 * The same path where it was asked.
 * @param {URL} to
 * @param {string} from
 */
function placed(to, from) {
  return new URL(from).origin + to.pathname + to.search;
}

/**
 * @param {string} cookie
 * @returns {[string, string]}
 */
function cookieOf(cookie) {
  const [pair = ''] = cookie.split(';');
  return [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
}
