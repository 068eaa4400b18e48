import { Secret, TOTP } from 'otpauth';
import { bareCode } from '../shared/typed-code.ts';

/*
 * Codes of authenticator apps (TOTP, RFC 6238): what every such app can do and nothing else, so SHA-1, six digits, half
 * minutes.
 */

const periodSeconds = 30;
/** How many half minutes the clock of a phone may be off, either way. */
const window = 1;

/** What an app is to be given: 160 random bits in Base32 (RFC 4226, section 4). */
export function newSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The link that a QR code holds, and that opens an app on the same phone. */
export function appLink(
  secret: string,
  { workspaceName, email }: { readonly workspaceName: string; readonly email: string },
): string {
  // The parts stand in one text with a colon between.
  const issuer = workspaceName.replaceAll(':', ' ');
  return totpOf(secret, { issuer, label: email.replaceAll(':', ' ') }).toString();
}

/** The half minute (since 1970) whose code this is, if it is one of now; undefined when it is wrong. */
export function stepOfCode(secret: string, code: string, now: Date): number | undefined {
  const timestamp = now.getTime();
  const delta = totpOf(secret).validate({ token: code, timestamp, window });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / periodSeconds) + delta;
}

/** A code as people type it, perhaps with blanks and other digits; undefined when it can be none. */
export function readAppCode(typed: string): string | undefined {
  return /^\d{6}$/.exec(bareCode(typed))?.[0];
}

function totpOf(secret: string, names: { issuer?: string; label?: string } = {}): TOTP {
  const how = { algorithm: 'SHA1', digits: 6, period: periodSeconds };
  return new TOTP({ ...names, ...how, secret: Secret.fromBase32(secret) });
}
