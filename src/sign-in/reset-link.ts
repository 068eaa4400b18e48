import { createHash } from 'node:crypto';
import type { Account } from '../members/rules.ts';
import type { Secrets } from '../platform/crypto/secrets.ts';
import { type MemberId, parseMemberId } from '../shared/ids.ts';

const tokenPattern = /^[A-Za-z0-9_-]{51}$/;

/** A reset token that was taken apart; nothing in it is believed before {@link isGenuine}. */
export interface ResetToken {
  readonly memberId: MemberId;
  readonly endsAt: Date;
  readonly signed: Uint8Array;
  readonly code: Uint8Array;
}

/**
 * The personal part of a reset link: the member, the moment at which it ends, and a code over both and the
 * password as it is now. So it dies with that password, and nothing about it has to be kept.
 */
export function resetToken(
  secrets: Secrets,
  { member, passwordHash }: Account,
  endsAt: Date,
): string {
  const head = Buffer.alloc(22);
  Buffer.from(member.id.replaceAll('-', ''), 'hex').copy(head);
  head.writeUIntBE(Math.floor(endsAt.getTime() / 1000), 16, 6);
  return Buffer.concat([
    head,
    secrets.sign('reset_link', signedBytes(head, passwordHash)),
  ]).toString('base64url');
}

/** Takes a token apart; undefined when its form is wrong. */
export function readResetToken(token: string): ResetToken | undefined {
  if (!tokenPattern.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.toString('base64url') !== token) return undefined;
  const hex = bytes.subarray(0, 16).toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const memberId = parseMemberId(id);
  if (!memberId) return undefined;
  const endsAt = new Date(bytes.readUIntBE(16, 6) * 1000);
  return { memberId, endsAt, signed: bytes.subarray(0, 22), code: bytes.subarray(22) };
}

/** Whether the token was made by us for this account and its present password. */
export function isGenuine(secrets: Secrets, token: ResetToken, passwordHash: string): boolean {
  return secrets.verify('reset_link', signedBytes(token.signed, passwordHash), token.code);
}

function signedBytes(head: Uint8Array, passwordHash: string): Buffer {
  return createHash('sha256').update(head).update(passwordHash).digest();
}
