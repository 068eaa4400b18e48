import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Json } from './state.ts';

/*
 * Signed by hand and not by a library for OpenID Connect: those make no token that is wrong on purpose, which is what
 * tests of whoever checks them need.
 */

/** What is wrong with a token, on purpose. */
export interface IdTokenFault {
  /** Claims in place of the right ones; those that are undefined are left out. */
  readonly claims?: Json;
  /** Signed with a key that Slack doesn't publish, under the name of the one that it does; or under a name of its own. */
  readonly key?: 'other' | 'unknown';
  /** `none`: without a signature; `HS256`: signed with the public key, as if that were a secret. */
  readonly alg?: 'none' | 'HS256';
}

interface Keys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const keyId = 'pretend-slack-1';
const made = new Map<'own' | 'other', Keys>();

/** Made when it is needed first, as it takes its time; one for all that run in this process. */
function keysOf(whose: 'own' | 'other'): Keys {
  const known = made.get(whose);
  if (known) return known;
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  made.set(whose, keys);
  return keys;
}

/** What whoever checks a token finds at `/openid/connect/keys` (RFC 7517). */
export function publishedKeys(): { keys: Json[] } {
  const jwk = keysOf('own').publicKey.export({ format: 'jwk' });
  return { keys: [{ ...jwk, kid: keyId, alg: 'RS256', use: 'sig' }] };
}

/** A token with these claims (RFC 7519), signed as Slack does unless something is to be wrong. */
export function signIdToken(claims: Json, fault: IdTokenFault = {}): string {
  const header = {
    alg: fault.alg ?? 'RS256',
    typ: 'JWT',
    kid: fault.key === 'unknown' ? 'nobody-knows' : keyId,
  };
  const body = `${encoded(header)}.${encoded({ ...claims, ...fault.claims })}`;
  return `${body}.${signatureOf(body, fault)}`;
}

function signatureOf(body: string, { key, alg }: Pick<IdTokenFault, 'key' | 'alg'>): string {
  if (alg === 'none') return '';
  const { privateKey, publicKey } = keysOf(key === undefined ? 'own' : 'other');
  if (alg === 'HS256') {
    const secret = publicKey.export({ type: 'spki', format: 'pem' });
    return createHmac('sha256', secret).update(body).digest('base64url');
  }
  return sign('sha256', Buffer.from(body), privateKey).toString('base64url');
}

function encoded(part: Json): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
