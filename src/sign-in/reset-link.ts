import { createHash } from 'node:crypto';
import type { Account } from '../members/rules.ts';
import type { Secrets } from '../platform/crypto/secrets.ts';
import { type ReadToken, signedToken } from '../platform/crypto/signed-token.ts';
import { bytesOfId, idOfBytes, type MemberId, parseMemberId } from '../shared/ids.ts';

const idBytes = 16;
const momentBytes = 6;
const kind = signedToken('reset_link', idBytes + momentBytes);

/** A reset token that was taken apart; nothing in it is believed before {@link isGenuine}. */
export interface ResetToken extends ReadToken {
  readonly memberId: MemberId;
  readonly endsAt: Date;
}

/**
 * The personal part of a reset link: the member, the moment at which it ends, and a code over both and the
 * password as it is now, or that there is none. So it dies with that password, and nothing about it has to be kept.
 */
export function resetToken(
  secrets: Secrets,
  { member, passwordHash }: Account,
  endsAt: Date,
): string {
  const head = Buffer.concat([bytesOfId(member.id), Buffer.alloc(momentBytes)]);
  head.writeUIntBE(Math.floor(endsAt.getTime() / 1000), idBytes, momentBytes);
  return kind.make(secrets, head, withPassword(head, passwordHash));
}

/** Takes a token apart; undefined when its form is wrong. */
export function readResetToken(token: string): ResetToken | undefined {
  const read = kind.read(token);
  const memberId = read && parseMemberId(idOfBytes(read.head.subarray(0, idBytes)));
  if (!read || !memberId) return undefined;
  return { ...read, memberId, endsAt: new Date(read.head.readUIntBE(idBytes, momentBytes) * 1000) };
}

/** Whether the token was made by us for this account and its present password. */
export function isGenuine(
  secrets: Secrets,
  token: ResetToken,
  passwordHash: Account['passwordHash'],
): boolean {
  return kind.isGenuine(secrets, token, withPassword(token.head, passwordHash));
}

function withPassword(head: Uint8Array, passwordHash = ''): Buffer {
  return createHash('sha256').update(head).update(passwordHash).digest();
}
