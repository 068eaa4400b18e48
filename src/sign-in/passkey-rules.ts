import type { WaysIn } from '../members/rules.ts';
import type { MemberId } from '../shared/ids.ts';
import { bytesOfId } from '../shared/ids.ts';
import { readIpAddress } from '../shared/ip-address.ts';
import { browserName } from './rules.ts';

const minute = 60_000;

/** A passkey as its member sees it in their list. */
export interface ListedPasskey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | undefined;
  /** Whether it lets nobody in any more, as a copy of it was used. */
  readonly isSuspended: boolean;
}

/** What an authenticator is asked to sign for. */
export type PasskeyPurpose = 'join' | 'add' | 'sign_in';

/** How long there is to answer a challenge. */
export const challengeMs = 5 * minute;

/** Nobody has more devices; the authenticator is told of all of them. */
export const maxPasskeys = 20;

/** Challenges for one network: every sign-in page that is opened asks for one, so it is enough for a large office. */
export const challengesByNetwork = {
  name: 'passkey_challenges',
  max: 600,
  windowMs: 10 * minute,
  byNetwork: true,
};

/**
 * The site that passkeys are for: the host of the app's address. Undefined where browsers make none: at an IP address,
 * which can't be one (Web Authentication, "relying party identifier").
 */
export function relyingPartyOf(publicUrl: string): { id: string; origin: string } | undefined {
  const { hostname, origin } = new URL(publicUrl);
  const isAddress = readIpAddress(hostname.replace(/^\[|\]$/g, '')) !== undefined;
  return isAddress ? undefined : { id: hostname, origin };
}

/**
 * Whether somebody has a copy of a passkey: it counts how often it was used, and hasn't gone on from where it was.
 * Those that are kept on several devices don't count.
 */
export function isCopied({ before, now }: { before: number; now: number }): boolean {
  return (before > 0 || now > 0) && now <= before;
}

/** Whether a member gets in without one of their passkeys: by a password, by Slack, or by another one that works. */
export function hasAnotherWay(
  { hasPassword, slackLinkedAt }: Pick<WaysIn, 'hasPassword' | 'slackLinkedAt'>,
  passkeys: readonly Pick<ListedPasskey, 'id' | 'isSuspended'>[],
  without: string,
): boolean {
  if (hasPassword || slackLinkedAt) return true;
  return passkeys.some(({ id, isSuspended }) => id !== without && !isSuspended);
}

/** What a new passkey is called until its member says otherwise. */
export function passkeyName(userAgent: string): string {
  return browserName(userAgent);
}

/** The same beside those that a member has, so that they can tell two of one browser apart. */
export function nameBeside(own: readonly Pick<ListedPasskey, 'name'>[], name: string): string {
  const isTaken = (wanted: string) => own.some((each) => each.name === wanted);
  if (!isTaken(name)) return name;
  let number = 2;
  while (isTaken(`${name} (${number})`)) number += 1;
  return `${name} (${number})`;
}

/** Whom a passkey is made for. */
export interface PasskeyOwner {
  readonly memberId: MemberId;
  readonly email: string;
  readonly displayName: string;
  readonly workspaceName: string;
}

/** A passkey that is known, as a browser names it. */
export interface KnownPasskey {
  readonly credentialId: Uint8Array;
  readonly transports: readonly string[];
}

/** What a browser is asked for a new passkey with, as JSON (PublicKeyCredentialCreationOptionsJSON). */
export function creationOptions(
  siteId: string,
  asked: {
    challenge: string;
    owner: PasskeyOwner;
    /** Those that the owner has: the same device makes no second one. */
    known: readonly KnownPasskey[];
    algorithms: readonly number[];
  },
) {
  const { email, displayName, workspaceName, memberId } = asked.owner;
  return {
    challenge: asked.challenge,
    rp: { id: siteId, name: workspaceName },
    user: { id: bytesOfId(memberId).toString('base64url'), name: email, displayName },
    pubKeyCredParams: asked.algorithms.map((alg) => ({ type: 'public-key', alg })),
    excludeCredentials: asked.known.map(({ credentialId, transports }) => ({
      type: 'public-key',
      id: Buffer.from(credentialId).toString('base64url'),
      transports,
    })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
    timeout: challengeMs,
  };
}

/** What a browser is asked with who somebody is, as JSON (PublicKeyCredentialRequestOptionsJSON); the same for everybody. */
export function requestOptions(siteId: string, challenge: string) {
  return { challenge, rpId: siteId, userVerification: 'required', timeout: challengeMs };
}
