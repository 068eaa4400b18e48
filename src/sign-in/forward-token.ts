import type { Secrets } from '../platform/crypto/secrets.ts';
import { signedToken } from '../platform/crypto/signed-token.ts';

/*
 * What a browser shows proxies in front of other tools. It names the session and can't become it: a session's id is the
 * hash of the token that opens the account. So it is kept nowhere, and ends with the session.
 */

const kind = signedToken('forward_auth', 32);

/** Names a session to proxies. */
export function forwardToken(secrets: Secrets, sessionId: Uint8Array): string {
  return kind.make(secrets, sessionId);
}

/** The id of the session that it names; undefined when we didn't make it. */
export function sessionNamedBy(secrets: Secrets, token: string): Uint8Array | undefined {
  const read = kind.read(token);
  return read && kind.isGenuine(secrets, read) ? read.head : undefined;
}
