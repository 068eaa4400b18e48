import type { Secrets } from '../platform/crypto/secrets.ts';
import { signedToken } from '../platform/crypto/signed-token.ts';
import { bytesOfId, idOfBytes } from '../shared/ids.ts';

/*
 * The personal part of a sign-in link: the id of its row, and a code that only this app can make. So the database holds
 * nothing that anybody could get in by, and the link is written at the moment when it is sent.
 */

const kind = signedToken('sign_in_link', 16);

/** The token of the link with this id. */
export function signInToken(secrets: Secrets, linkId: string): string {
  return kind.make(secrets, bytesOfId(linkId));
}

/** The id of the link that a token is of; undefined when we didn't make it. */
export function linkIdOf(secrets: Secrets, token: string): string | undefined {
  const read = kind.read(token);
  return read && kind.isGenuine(secrets, read) ? idOfBytes(read.head) : undefined;
}
