import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a key is for. A code made for one purpose is never accepted for another. */
export type Purpose = 'invite_link' | 'reset_link' | 'known_browser';

/** Codes that only this app can make, from APP_SECRET. */
export interface Secrets {
  /** A 16-byte code for the data, made with the newest secret. */
  sign(purpose: Purpose, data: Uint8Array): Buffer;
  /** Whether the code was made for this purpose and data with any of the secrets; in constant time. */
  verify(purpose: Purpose, data: Uint8Array, code: Uint8Array): boolean;
}

/** Takes the list of secrets, newest first, so that one can be replaced without breaking what it made. */
export function createSecrets(appSecrets: readonly string[]): Secrets {
  const keys = new Map<string, Buffer>();

  function key(purpose: Purpose, secret: string): Buffer {
    const name = `${purpose}\n${secret}`;
    const known = keys.get(name);
    if (known) return known;
    // RFC 5869: one key a purpose from the one secret.
    const made = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
    keys.set(name, made);
    return made;
  }

  function code(purpose: Purpose, secret: string, data: Uint8Array): Buffer {
    return createHmac('sha256', key(purpose, secret)).update(data).digest().subarray(0, 16);
  }

  const newest = appSecrets[0];
  if (newest === undefined) throw new Error('no secret given');
  return {
    sign: (purpose, data) => code(purpose, newest, data),
    verify: (purpose, data, given) =>
      given.length === 16 &&
      appSecrets.some((secret) => timingSafeEqual(code(purpose, secret, data), given)),
  };
}
