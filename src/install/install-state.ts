import { randomBytes } from 'node:crypto';
import type { Secrets } from '../platform/crypto/secrets.ts';
import { signedToken } from '../platform/crypto/signed-token.ts';

/** How long somebody may take to allow the app in Slack. */
export const installStateLifeMs = 10 * 60_000;

const nonceBytes = 16;
const momentBytes = 6;
const kind = signedToken('install_state', nonceBytes + momentBytes);

/**
 * What travels to Slack and back with a browser: a number that nobody can guess, the moment, and a code over
 * both. Nothing has to be kept for those who never come back.
 */
export function makeInstallState(secrets: Secrets, now: Date): string {
  const head = Buffer.concat([randomBytes(nonceBytes), Buffer.alloc(momentBytes)]);
  head.writeUIntBE(now.getTime(), nonceBytes, momentBytes);
  return kind.make(secrets, head);
}

/** Whether the state was made by us within the last minutes. */
export function isInstallState(secrets: Secrets, state: string, now: Date): boolean {
  const read = kind.read(state);
  if (!read || !kind.isGenuine(secrets, read)) return false;
  const age = now.getTime() - read.head.readUIntBE(nonceBytes, momentBytes);
  return age >= 0 && age < installStateLifeMs;
}
