import {
  createHash,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/** What a site asks a browser for a passkey with, as far as it matters here. */
export interface AskedFor {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string; readonly name: string };
  readonly excludeCredentials?: readonly { readonly id: string }[];
}

/** How an answer differs from what a good browser and authenticator give. */
export interface Odd {
  readonly origin?: string;
  readonly siteId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly isVerified?: boolean;
  readonly counter?: number;
  readonly userHandle?: string;
  readonly format?: string;
}

/** A passkey in its device. */
interface Kept {
  readonly id: string;
  readonly key: KeyObject;
  readonly userHandle: string;
  counter: number;
}

type Cbor = number | string | Uint8Array | Map<number | string, Cbor>;

/** A device with passkeys, and the browser before it: says what they would (W3C Web Authentication), without either. */
export class Authenticator {
  readonly kept: Kept[] = [];
  readonly #origin: string;
  readonly #counts: boolean;

  constructor(origin: string, { counts = true } = {}) {
    this.#origin = origin;
    this.#counts = counts;
  }

  /** Makes a passkey, and keeps it in place of another of the same user; gives what the page's script sends. */
  create(asked: AskedFor, odd: Odd = {}): string {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const rawId = randomBytes(32);
    const id = rawId.toString('base64url');
    const userHandle = asked.user?.id ?? '';
    const others = this.kept.filter((each) => each.userHandle !== userHandle);
    const made = { id, key: privateKey, userHandle, counter: 0 };
    this.kept.splice(0, this.kept.length, ...others, made);
    const coseKey = new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(rawId.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, rawId, cbor(coseKey)]);
    const authData = Buffer.concat([this.#data(asked, made, odd, 0x40), attested]);
    const object = new Map<string, Cbor>([
      ['fmt', odd.format ?? 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    const clientDataJSON = this.#clientData('webauthn.create', asked, odd).toString('base64url');
    const attestationObject = cbor(object).toString('base64url');
    const response = { clientDataJSON, attestationObject, transports: ['internal'] };
    return JSON.stringify({ id, type: 'public-key', response });
  }

  /** Says who it is with the passkey that was made last, or with this one. */
  sign(asked: AskedFor, odd: Odd = {}, passkey = this.kept.at(-1)): string {
    if (!passkey) throw new Error('no passkey');
    if (this.#counts) passkey.counter += 1;
    const data = this.#data(asked, passkey, odd);
    const client = this.#clientData('webauthn.get', asked, odd);
    const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
    const response = {
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: createSign('sha256').update(signed).sign(passkey.key).toString('base64url'),
      userHandle: odd.userHandle ?? passkey.userHandle,
    };
    return JSON.stringify({ id: passkey.id, type: 'public-key', response });
  }

  #clientData(type: string, asked: AskedFor, odd: Odd): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: odd.type ?? type,
        challenge: odd.challenge ?? asked.challenge,
        origin: odd.origin ?? this.#origin,
        crossOrigin: odd.crossOrigin ?? false,
      }),
    );
  }

  #data(asked: AskedFor, { counter }: { counter: number }, odd: Odd, more = 0): Buffer {
    const site = odd.siteId ?? asked.rp?.id ?? asked.rpId ?? '';
    const rest = Buffer.alloc(5);
    rest.writeUInt8(0x01 | (odd.isVerified === false ? 0 : 0x04) | more);
    rest.writeUInt32BE(odd.counter ?? counter, 1);
    return Buffer.concat([createHash('sha256').update(site).digest(), rest]);
  }
}

/** As much of CBOR (RFC 8949) as a passkey needs. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([head(3, bytes.length), bytes]);
  }
  if (value instanceof Map) {
    const entries = [...value].flatMap(([name, each]) => [cbor(name), cbor(each)]);
    return Buffer.concat([head(5, value.size), ...entries]);
  }
  return Buffer.concat([head(2, value.length), value]);
}

function head(kind: number, length: number): Buffer {
  const type = kind << 5;
  if (length < 24) return Buffer.from([type | length]);
  if (length < 256) return Buffer.from([type | 24, length]);
  return Buffer.from([type | 25, length >> 8, length & 255]);
}
