import { domainToASCII } from 'node:url';
import { done, type Outcome, refused } from './outcome.ts';

/** An email address that a message can be sent to. */
export interface EmailAddress {
  /** As typed, without what was pasted around it: for showing and for sending. */
  readonly email: string;
  /** Canonical: lower case, NFC, domain in punycode. Two addresses are the same when these are equal. */
  readonly address: string;
}

export type EmailProblem = 'empty' | 'too_long' | 'not_an_address';

/** RFC 5321 §4.5.3.1: 64 octets before the @, 254 in all (RFC 3696 erratum 1690). */
const maxLocalPartLength = 64;
const maxAddressLength = 254;

/** RFC 5322 dot-atom, with letters beyond ASCII (RFC 6531). Quoted local parts are refused on purpose. */
const dotAtom =
  /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const topLevelDomain = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** Reads an address with nothing around it; says what is wrong with it otherwise. `+` and dots are kept. */
export function parsePlainAddress(email: string): Outcome<EmailAddress, EmailProblem> {
  if (email === '') return refused('empty');
  if (Buffer.byteLength(email) > maxAddressLength) return refused('too_long');
  const at = email.lastIndexOf('@');
  const local = email.slice(0, at);
  const domain = canonicalDomain(email.slice(at + 1));
  if (at < 1 || domain === undefined || !dotAtom.test(local)) return refused('not_an_address');
  if (Buffer.byteLength(local) > maxLocalPartLength) return refused('too_long');
  const address = `${local.toLowerCase()}@${domain}`;
  if (Buffer.byteLength(address) > maxAddressLength) return refused('too_long');
  return done({ email, address });
}

/** A domain in lower-case punycode; undefined when no mail could go there (no dot, an IP address, odd signs). */
export function canonicalDomain(typed: string): string | undefined {
  // Only letters, digits, dots and hyphens may stand in it; the URL parser behind domainToASCII is laxer.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(typed)) return undefined;
  const domain = domainToASCII(typed.normalize('NFC'));
  const labels = domain.split('.');
  const last = labels.at(-1) ?? '';
  const wellFormed =
    labels.length > 1 && domain.length <= 253 && labels.every((label) => domainLabel.test(label));
  return wellFormed && topLevelDomain.test(last) ? domain : undefined;
}
