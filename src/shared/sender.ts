import { createPrivateKey } from 'node:crypto';
import { parsePlainAddress } from './plain-address.ts';

/** RFC 5322 §3.4: an address alone, or a name before it in angle brackets. */
const withName = /^(?<name>"(?:[^"\\]|\\.)*"|[^"<>@,;:]*)\s*<(?<address>[^<>]+)>$/;

/**
 * Whether a text is one sender: `invites@example.com` or `Invites <invites@example.com>`. Letters beyond ASCII
 * may stand in the name, not in the address, as not every server takes those.
 */
export function isOneSender(text: string): boolean {
  return isSendersAddress(withName.exec(text)?.groups?.address ?? text);
}

/** Whether a text is an address with nothing around it, of letters that every server takes. */
export function isSendersAddress(text: string): boolean {
  return /^[\x20-\x7E]*$/.test(text) && parsePlainAddress(text).ok;
}

/** DKIM's keys are RSA here (RFC 6376 §3.3), of 1024 bits at least (RFC 8301 §3.2). */
const minKeyBits = 1024;

/** What is wrong with the PEM of a key that is to sign emails; undefined when they can be signed with it. */
export function dkimKeyProblem(pem: string): string | undefined {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    const bits = asymmetricKeyDetails?.modulusLength ?? 0;
    const isRsa = asymmetricKeyType === 'rsa' && bits >= minKeyBits;
    return isRsa ? undefined : `must be an RSA key of ${minKeyBits} bits or more`;
  } catch {
    return 'is no private key in PEM without a passphrase (-----BEGIN PRIVATE KEY----- …)';
  }
}
