import type { Secrets } from '../platform/crypto/secrets.ts';
import type { InvitationId } from '../shared/ids.ts';

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** A token that was taken apart; nothing in it is believed before it is checked against the invitation. */
export interface InviteToken {
  readonly invitationId: InvitationId;
  readonly code: Uint8Array;
}

/**
 * The personal part of an invite link: the invitation's id and a code over id and generation, 32 bytes as
 * base64url. It can be made again at any time, and neither read from nor made with the database alone.
 */
export function inviteToken(
  secrets: Secrets,
  invitation: { id: InvitationId; generation: number },
): string {
  const id = idBytes(invitation.id);
  const code = secrets.sign('invite_link', signedBytes(id, invitation.generation));
  return Buffer.concat([id, code]).toString('base64url');
}

/** The invite link as people get it; always below the configured PUBLIC_URL. */
export function inviteLink(
  secrets: Secrets,
  publicUrl: string,
  invitation: { id: InvitationId; generation: number },
): string {
  return `${publicUrl}/join/${inviteToken(secrets, invitation)}`;
}

/** Takes a token apart; undefined when its form is wrong (also when a character beyond its bits was altered). */
export function readInviteToken(token: string): InviteToken | undefined {
  if (!tokenPattern.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.toString('base64url') !== token) return undefined;
  const hex = bytes.subarray(0, 16).toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { invitationId: id as InvitationId, code: bytes.subarray(16) };
}

/** Whether the token is genuine: made for the invitation as it is now, for an older generation of it, or not. */
export function checkInviteToken(
  secrets: Secrets,
  token: InviteToken,
  generation: number,
): 'current' | 'replaced' | 'forged' {
  const id = idBytes(token.invitationId);
  if (secrets.verify('invite_link', signedBytes(id, generation), token.code)) return 'current';
  for (let older = generation - 1; older > 0 && older >= generation - 50; older -= 1) {
    if (secrets.verify('invite_link', signedBytes(id, older), token.code)) return 'replaced';
  }
  return 'forged';
}

function idBytes(id: InvitationId): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function signedBytes(id: Buffer, generation: number): Buffer {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(generation);
  return Buffer.concat([id, counter]);
}
