import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/**
 * Codes and ciphers that only this app can make, from APP_SECRET. Each purpose has a key of its own: what was made for
 * one is never accepted for another.
 */
export interface Secrets {
  /** A 16-byte code for the data, made with the newest secret. */
  sign(purpose: string, data: Uint8Array): Buffer;
  /** Whether the code was made for this purpose and data with any of the secrets; in constant time. */
  verify(purpose: string, data: Uint8Array, code: Uint8Array): boolean;
  /** Every code that {@link verify} takes for it: one for each of the secrets. */
  codes(purpose: string, data: Uint8Array): Buffer[];
  /** Encrypts a text with the newest secret. It can be read only as belonging to the same owner. */
  seal(purpose: string, text: string, owner: string): Uint8Array<ArrayBuffer>;
  /** The text, and whether the newest secret sealed it; undefined when none of the secrets did. */
  unseal(
    purpose: string,
    sealed: Uint8Array,
    owner: string,
  ): { text: string; isNewest: boolean } | undefined;
}

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Takes the list of secrets, newest first, so that one can be replaced without breaking what it made. */
export function createSecrets(appSecrets: readonly string[]): Secrets {
  const keys = new Map<string, Buffer>();

  function key(purpose: string, secret: string): Buffer {
    const name = `${purpose}\n${secret}`;
    const known = keys.get(name);
    if (known) return known;
    // RFC 5869: one key a purpose from the one secret.
    const made = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
    keys.set(name, made);
    return made;
  }

  function code(purpose: string, secret: string, data: Uint8Array): Buffer {
    return createHmac('sha256', key(purpose, secret)).update(data).digest().subarray(0, 16);
  }

  const newest = appSecrets[0];
  if (newest === undefined) throw new Error('no secret given');
  return {
    sign: (purpose, data) => code(purpose, newest, data),
    verify: (purpose, data, given) =>
      given.length === 16 &&
      appSecrets.some((secret) => timingSafeEqual(code(purpose, secret, data), given)),
    codes: (purpose, data) => appSecrets.map((secret) => code(purpose, secret, data)),
    seal: (purpose, text, owner) => encrypt(key(purpose, newest), text, owner),
    unseal(purpose, sealed, owner) {
      for (const secret of appSecrets) {
        const text = decrypt(key(purpose, secret), sealed, owner);
        if (text !== undefined) return { text, isNewest: secret === newest };
      }
      return undefined;
    },
  };
}

/** AES-256-GCM: nonce, tag, ciphertext; the owner is authenticated with it (NIST SP 800-38D). */
function encrypt(key: Buffer, text: string, owner: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes);
  const encryption = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(owner));
  const body = Buffer.concat([encryption.update(text, 'utf8'), encryption.final()]);
  return new Uint8Array(Buffer.concat([nonce, encryption.getAuthTag(), body]));
}

function decrypt(key: Buffer, sealed: Uint8Array, owner: string): string | undefined {
  if (sealed.length < nonceBytes + tagBytes) return undefined;
  const nonce = sealed.subarray(0, nonceBytes);
  const decryption = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(owner))
    .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    const body = decryption.update(sealed.subarray(nonceBytes + tagBytes));
    return Buffer.concat([body, decryption.final()]).toString('utf8');
  } catch {
    // Another secret's, another owner's, or somebody changed it: it isn't what this key made.
    return undefined;
  }
}
