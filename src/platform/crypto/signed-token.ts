import type { Secrets } from './secrets.ts';

const codeBytes = 16;

/** A token that was taken apart; nothing in it is believed before it is found genuine. */
export interface ReadToken {
  readonly head: Buffer;
  readonly code: Uint8Array;
}

/** A kind of token that only this app can make, and needs to keep nowhere. */
export interface SignedToken {
  /** `head`, which anybody can read, and a code over `about`: over the head alone when there is nothing more. */
  make(secrets: Secrets, head: Uint8Array, about?: Uint8Array): string;
  /** Every token that is genuine with this head and about this: one for each of the secrets. */
  all(secrets: Secrets, head: Uint8Array, about?: Uint8Array): string[];
  /** Takes a token apart; undefined when its form is wrong, also when a bit was altered that counts for nothing. */
  read(token: string): ReadToken | undefined;
  /** Whether it was made by us for this purpose, and about this. */
  isGenuine(secrets: Secrets, token: ReadToken, about?: Uint8Array): boolean;
}

/** A kind of token: base64url of a head of so many bytes and a 16-byte code. Its purpose keeps it apart from others. */
export function signedToken(purpose: string, headBytes: number): SignedToken {
  const length = Math.ceil(((headBytes + codeBytes) * 4) / 3);
  const shape = new RegExp(`^[A-Za-z0-9_-]{${length}}$`);
  const written = (head: Uint8Array, code: Uint8Array) =>
    Buffer.concat([head, code]).toString('base64url');
  return {
    make: (secrets, head, about = head) => written(head, secrets.sign(purpose, about)),
    all: (secrets, head, about = head) =>
      secrets.codes(purpose, about).map((code) => written(head, code)),
    read(token) {
      if (!shape.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      // One token can be written in several ways, as the last sign may have bits to spare.
      if (bytes.toString('base64url') !== token) return undefined;
      return { head: bytes.subarray(0, headBytes), code: bytes.subarray(headBytes) };
    },
    isGenuine: (secrets, { head, code }, about = head) => secrets.verify(purpose, about, code),
  };
}
