import { randomBytes } from 'node:crypto';
import type { Secrets } from '../platform/crypto/secrets.ts';

/** How long somebody may take to allow the app in Slack. */
export const installStateLifeMs = 10 * 60_000;

const nonceBytes = 16;
const headBytes = nonceBytes + 6;
const statePattern = /^[A-Za-z0-9_-]{51}$/;

/**
 * What travels to Slack and back with a browser: a number that nobody can guess, the moment, and a code over
 * both. Nothing has to be kept for those who never come back.
 */
export function makeInstallState(secrets: Secrets, now: Date): string {
  const head = Buffer.concat([randomBytes(nonceBytes), Buffer.alloc(6)]);
  head.writeUIntBE(now.getTime(), nonceBytes, 6);
  return Buffer.concat([head, secrets.sign('install_state', head)]).toString('base64url');
}

/** Whether the state was made by us within the last minutes. */
export function isInstallState(secrets: Secrets, state: string, now: Date): boolean {
  if (!statePattern.test(state)) return false;
  const bytes = Buffer.from(state, 'base64url');
  const head = bytes.subarray(0, headBytes);
  if (!secrets.verify('install_state', head, bytes.subarray(headBytes))) return false;
  const age = now.getTime() - head.readUIntBE(nonceBytes, 6);
  return age >= 0 && age < installStateLifeMs;
}
