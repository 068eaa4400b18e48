import { createHash } from 'node:crypto';
import type { Account } from '../members/rules.ts';
import type { Secrets } from '../platform/crypto/secrets.ts';
import { type ReadToken, signedToken } from '../platform/crypto/signed-token.ts';
import { bytesOfId, idOfBytes, type MemberId, parseMemberId } from '../shared/ids.ts';

/*
 * What a browser keeps between a right password, or a link, and the code: who it is, which of them it was, and until when
 * it counts. It opens nothing. The code over it is about the password and the second step as they are then and about the
 * browser, so that it ends with each of them.
 */

const idBytes = 16;
const momentBytes = 6;
const kind = signedToken('half_way', idBytes + momentBytes + 1);
/** What came first. */
const ways = ['password', 'link'] as const;
export type FirstWay = (typeof ways)[number];

/** Half a sign-in that was taken apart; nothing in it is believed before {@link isHalfWay}. */
export interface HalfWay extends ReadToken {
  readonly memberId: MemberId;
  readonly endsAt: Date;
  readonly way: FirstWay;
}

/** What it is about. */
export interface HalfWayAbout extends Pick<Account, 'passwordHash'> {
  /** When the second step was set up. */
  readonly madeAt: Date;
  readonly userAgent: string;
}

/** Makes it for whoever typed the right password, or used a link. */
export function halfWayToken(
  secrets: Secrets,
  { memberId, endsAt, way }: Pick<HalfWay, 'memberId' | 'endsAt' | 'way'>,
  about: HalfWayAbout,
): string {
  const head = Buffer.concat([bytesOfId(memberId), Buffer.alloc(momentBytes + 1)]);
  head.writeUIntBE(Math.floor(endsAt.getTime() / 1000), idBytes, momentBytes);
  head.writeUInt8(ways.indexOf(way), idBytes + momentBytes);
  return kind.make(secrets, head, signed(head, about));
}

/** Takes it apart; undefined when its form is wrong. */
export function readHalfWay(token: string): HalfWay | undefined {
  const read = kind.read(token);
  const memberId = read && parseMemberId(idOfBytes(read.head.subarray(0, idBytes)));
  const way = read && ways[read.head.readUInt8(idBytes + momentBytes)];
  if (!read || !memberId || !way) return undefined;
  const endsAt = new Date(read.head.readUIntBE(idBytes, momentBytes) * 1000);
  return { ...read, memberId, endsAt, way };
}

/** Whether we made it, and all that it is about is as it was. */
export function isHalfWay(secrets: Secrets, token: HalfWay, about: HalfWayAbout): boolean {
  return kind.isGenuine(secrets, token, signed(token.head, about));
}

function signed(head: Uint8Array, { passwordHash = '', madeAt, userAgent }: HalfWayAbout): Buffer {
  const about = JSON.stringify([passwordHash, madeAt.getTime(), userAgent]);
  return createHash('sha256').update(head).update(about).digest();
}
