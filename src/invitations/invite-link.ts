import type { Secrets } from '../platform/crypto/secrets.ts';
import { type ReadToken, signedToken } from '../platform/crypto/signed-token.ts';
import { bytesOfId, type InvitationId, idOfBytes } from '../shared/ids.ts';

const kind = signedToken('invite_link', 16);

/** A token that was taken apart; nothing in it is believed before it is checked against the invitation. */
export interface InviteToken extends ReadToken {
  readonly invitationId: InvitationId;
}

/**
 * The personal part of an invite link: the invitation's id and a code over id and generation, 32 bytes as
 * base64url. It can be made again at any time, and neither read from nor made with the database alone.
 */
export function inviteToken(
  secrets: Secrets,
  { id, generation }: { id: InvitationId; generation: number },
): string {
  const head = bytesOfId(id);
  return kind.make(secrets, head, withGeneration(head, generation));
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
  const read = kind.read(token);
  return read && { ...read, invitationId: idOfBytes(read.head) as InvitationId };
}

/**
 * Whether the token is genuine: made for the invitation as it is now, for an older generation of it, for one that went to
 * another address (those before `addressSince`), or not.
 */
export function checkInviteToken(
  secrets: Secrets,
  token: InviteToken,
  generation: number,
  addressSince = 1,
): 'current' | 'replaced' | 'moved' | 'forged' {
  const id = bytesOfId(token.invitationId);
  const isOf = (each: number) => kind.isGenuine(secrets, token, withGeneration(id, each));
  if (isOf(generation)) return 'current';
  for (let older = generation - 1; older > 0 && older >= generation - 50; older -= 1) {
    if (isOf(older)) return older < addressSince ? 'moved' : 'replaced';
  }
  return 'forged';
}

function withGeneration(id: Uint8Array, generation: number): Buffer {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(generation);
  return Buffer.concat([id, counter]);
}
