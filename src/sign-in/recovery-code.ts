import { createHash, randomInt } from 'node:crypto';
import type { MemberId } from '../shared/ids.ts';
import { bareCode } from '../shared/typed-code.ts';

/*
 * What takes the place of an app's code once. 120 random bits, so that a plain hash will do (ASVS 5.0, 6.5.2): it needs no
 * APP_SECRET, and goes on working when that is replaced.
 */

/** Crockford's Base32: without letters that are taken for others. */
const signs = '0123456789abcdefghjkmnpqrstvwxyz';
const length = 24;
const group = 6;
const howMany = 10;

/** Ten new codes, as they are shown. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: howMany }, () => inGroups(randomSigns()));
}

function randomSigns(): string {
  return Array.from({ length }, () => signs[randomInt(signs.length)]).join('');
}

function inGroups(code: string): string {
  return (code.match(new RegExp(`.{${group}}`, 'g')) ?? []).join('-');
}

/** A code as people type it, in any case and with anything between; undefined when it can be none. */
export function readRecoveryCode(typed: string): string | undefined {
  const code = bareCode(typed).toLowerCase().replaceAll('o', '0').replace(/[il]/g, '1');
  return new RegExp(`^[${signs}]{${length}}$`).test(code) ? inGroups(code) : undefined;
}

/** What is kept of it. */
export function recoveryHash(memberId: MemberId, code: string): Buffer {
  return createHash('sha256').update(`recovery code\n${memberId}\n${code}`).digest();
}
