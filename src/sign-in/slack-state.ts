import { createHash, randomBytes } from 'node:crypto';
import type { Secrets } from '../platform/crypto/secrets.ts';
import { signedToken } from '../platform/crypto/signed-token.ts';
import { bytesOfId, type InvitationId, idOfBytes, type MemberId } from '../shared/ids.ts';

/** How long somebody may take in Slack. */
export const slackStateLifeMs = 10 * 60_000;

/** What somebody wants who goes to Slack to say who they are. */
export type SlackPurpose =
  | { readonly kind: 'sign_in' }
  /** To join by the invitation whose link they have: the one of this generation. */
  | { readonly kind: 'join'; readonly invitationId: InvitationId; readonly generation: number }
  /** To sign in so from now on, to the account that they are signed in to. */
  | { readonly kind: 'connect'; readonly memberId: MemberId };

/** What Slack is given, and gives back: neither tells what it is for, or can be made from the other. */
export interface SlackAsked {
  readonly state: string;
  readonly nonce: string;
}

const kinds = ['sign_in', 'join', 'connect'] as const;
const [nonceBytes, momentBytes, kindBytes, idBytes, generationBytes] = [16, 6, 1, 16, 4];
const kindAt = nonceBytes + momentBytes;
const idAt = kindAt + kindBytes;
const generationAt = idAt + idBytes;
const kind = signedToken('slack_sign_in', generationAt + generationBytes);

/** What the browser keeps meanwhile, in a cookie: a number that nobody can guess, the moment, the purpose, and a code. */
export function makeSlackState(secrets: Secrets, purpose: SlackPurpose, now: Date): string {
  const head = Buffer.alloc(generationAt + generationBytes);
  randomBytes(nonceBytes).copy(head);
  head.writeUIntBE(now.getTime(), nonceBytes, momentBytes);
  head.writeUInt8(kinds.indexOf(purpose.kind), kindAt);
  if (purpose.kind === 'join') {
    bytesOfId(purpose.invitationId).copy(head, idAt);
    head.writeUInt32BE(purpose.generation, generationAt);
  }
  if (purpose.kind === 'connect') bytesOfId(purpose.memberId).copy(head, idAt);
  return kind.make(secrets, head);
}

/** What Slack is asked with, where the browser keeps this. */
export function askedWith(kept: string): SlackAsked {
  const hash = (what: string) =>
    createHash('sha256').update(`${what}\n${kept}`).digest('base64url');
  return { state: hash('state'), nonce: hash('nonce') };
}

/** What it was for, if we made it within the last minutes; undefined otherwise. */
export function readSlackState(
  secrets: Secrets,
  kept: string,
  now: Date,
): SlackPurpose | undefined {
  const read = kind.read(kept);
  if (!read || !kind.isGenuine(secrets, read)) return undefined;
  const { head } = read;
  const age = now.getTime() - head.readUIntBE(nonceBytes, momentBytes);
  if (age < 0 || age >= slackStateLifeMs) return undefined;
  // Nobody but us made these bytes.
  const id = idOfBytes(head.subarray(idAt, generationAt));
  switch (kinds[head.readUInt8(kindAt)]) {
    case 'join': {
      const generation = head.readUInt32BE(generationAt);
      return { kind: 'join', invitationId: id as InvitationId, generation };
    }
    case 'connect':
      return { kind: 'connect', memberId: id as MemberId };
    default:
      return { kind: 'sign_in' };
  }
}
