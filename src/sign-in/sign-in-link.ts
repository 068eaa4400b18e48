import type { Secrets } from '../platform/crypto/secrets.ts';
import { signedToken } from '../platform/crypto/signed-token.ts';
import { bytesOfId, idOfBytes } from '../shared/ids.ts';

const kind = signedToken('sign_in_link', 16);

/** The personal part of a sign-in link: what is kept is its id alone, by which nobody gets in. */
export function signInLinkToken(secrets: Secrets, linkId: string): string {
  return kind.make(secrets, bytesOfId(linkId));
}

/** The id of the link that a token of ours is for; undefined when nobody of us made it. */
export function readSignInLinkToken(secrets: Secrets, token: string): string | undefined {
  const read = kind.read(token);
  return read && kind.isGenuine(secrets, read) ? idOfBytes(read.head) : undefined;
}
