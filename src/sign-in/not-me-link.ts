import type { Secrets } from '../platform/crypto/secrets.ts';
import { signedToken } from '../platform/crypto/signed-token.ts';
import { type AccountEventId, bytesOfId, idOfBytes } from '../shared/ids.ts';

const kind = signedToken('not_me_link', 16);

/** The personal part of the link by which a member says that something wasn't them. Nothing about it has to be kept. */
export function notMeToken(secrets: Secrets, id: AccountEventId): string {
  return kind.make(secrets, bytesOfId(id));
}

/** What a token of ours is about; undefined when nobody of us made it. */
export function readNotMeToken(secrets: Secrets, token: string): AccountEventId | undefined {
  const read = kind.read(token);
  if (!read || !kind.isGenuine(secrets, read)) return undefined;
  return idOfBytes(read.head) as AccountEventId;
}
