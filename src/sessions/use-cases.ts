import { createHash, randomBytes } from 'node:crypto';
import type { Database, Tx } from '../platform/database.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';
import type { Browser, SignedIn } from './rules.ts';
import { findSession, saveSession } from './store.ts';

/** Signs a browser in as the member; gives the token for its cookie, which is kept nowhere else. */
export async function openSession(
  tx: Tx,
  who: { workspaceId: WorkspaceId; memberId: MemberId; browser: Browser },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await saveSession(tx, { ...who, id: sessionId(token) });
  return token;
}

/** Who the browser with this token is signed in as, if it still is. */
export async function signedInWith(
  database: Database,
  token: string,
): Promise<SignedIn | undefined> {
  return await database.read((tx) => findSession(tx, sessionId(token)));
}

function sessionId(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
