import { createHash, randomBytes } from 'node:crypto';
import { lookSoon } from '../../members/api.ts';
import { type Member, ownEntry } from '../../members/rules.ts';
import type { Database, Tx, Writes } from '../../platform/database/database.ts';
import type { MemberId, WorkspaceId } from '../../shared/ids.ts';
import { saveAuditEntry } from '../../workspaces/api.ts';
import { type AccountEvent, foldEvents } from '../event-rules.ts';
import { listEvents, saveEvent } from '../event-store.ts';
import type { Browser, ListedSession, SignedIn, SignInWay } from '../rules.ts';
import { endLinkTo } from '../sign-in-link-store.ts';
import {
  deleteAllSessions,
  deleteSession,
  deleteSessions,
  deleteSessionWithHandle,
  endSessionWith,
  findHeldUpSession,
  findSession,
  listSessionsOf,
  saveSession,
  sessionHandle,
} from '../store.ts';

const maxListed = 50;

/**
 * Signs a browser in as the member; gives the token for its cookie, which is kept nowhere else. Always a
 * new one: the session that the browser had before (`replaces`, its token) ends. It stands among their sign-ins, unless
 * what was noted of the same moment says as much (`isNoted`).
 */
export function openSession(
  tx: Writes,
  who: {
    workspaceId: WorkspaceId;
    memberId: MemberId;
    browser: Browser;
    way: SignInWay;
    replaces?: string | undefined;
    isNoted?: boolean;
    /** When they proved who they are, where that was before. */
    signedInAt?: Date | undefined;
  },
): string {
  const { replaces, isNoted = false, ...session } = who;
  if (replaces) deleteSession(tx, sessionId(replaces));
  const token = randomBytes(32).toString('base64url');
  saveSession(tx, { ...session, id: sessionId(token) });
  if (!isNoted) saveEvent(tx, { ...session, kind: 'signed_in' });
  // Whether they are still in Slack is seen soon, without their waiting for it.
  lookSoon(tx, who.workspaceId, who.memberId);
  return token;
}

/** Who the browser with this token is signed in as, if it still is. */
export async function signedInWith(
  database: Database,
  token: string | undefined,
): Promise<SignedIn | undefined> {
  return token ? await findSession(database, sessionId(token)) : undefined;
}

/** The same of a browser that waits for its member to set up a second step: for that, and nothing else. */
export async function heldUpWith(
  database: Database,
  token: string | undefined,
): Promise<SignedIn | undefined> {
  return token ? await findHeldUpSession(database, sessionId(token)) : undefined;
}

/** Ends the session of the browser that holds this token. */
export async function signOut(database: Database, token: string): Promise<void> {
  await signOutHere(database, { sessionId: sessionId(token) });
}

/** The same by what is known of a signed-in browser. */
export async function signOutHere(
  database: Database,
  { sessionId }: Pick<SignedIn, 'sessionId'>,
): Promise<void> {
  await database.transaction(async (tx) => {
    const member = await endSessionWith(tx, sessionId);
    if (member) saveAuditEntry(tx, member.workspaceId, ownEntry(member, 'signed_out'));
  });
}

/** Where the member is signed in, this browser first and then the last used. */
export async function listSessions(
  database: Database,
  signedIn: SignedIn,
): Promise<ListedSession[]> {
  const rows = await database.run((tx) => listSessionsOf(tx, signedIn.member, maxListed));
  const own = sessionHandle(signedIn.sessionId);
  return rows
    .map(({ id, ...row }) => ({ ...row, handle: sessionHandle(id) }))
    .map((row) => ({ ...row, isThisOne: row.handle === own }))
    .sort((one, other) => Number(other.isThisOne) - Number(one.isThisOne));
}

/** What happened last at the member's account, the newest first: sign-ins, tries that failed, and changes. */
export async function listRecent(
  database: Database,
  { member }: Pick<SignedIn, 'member'>,
): Promise<AccountEvent[]> {
  return foldEvents(await database.run((tx) => listEvents(tx, member)));
}

/** Ends one of the member's sessions; which one is named as in the list. False when it had ended already. */
export async function endSession(
  database: Database,
  { member }: SignedIn,
  handle: string,
): Promise<boolean> {
  return await database.transaction(async (tx) => {
    const hasEnded = await deleteSessionWithHandle(tx, member, handle);
    if (hasEnded) saveAuditEntry(tx, member.workspaceId, ownEntry(member, 'session_ended'));
    return hasEnded;
  });
}

/** Ends all of the member's sessions but this one, and the link by which another browser could be signed in. */
export async function endOtherSessions(database: Database, signedIn: SignedIn): Promise<void> {
  const { member } = signedIn;
  await database.transaction(async (tx) => {
    const ended = await endOtherSessionsIn(tx, signedIn);
    if (ended > 0) saveAuditEntry(tx, member.workspaceId, ownEntry(member, 'sessions_ended'));
  });
}

/** The same as part of the transaction that asks for it, which says so in the record; gives how many there were. */
export async function endOtherSessionsIn(
  tx: Tx,
  { member, sessionId: except }: SignedIn,
): Promise<number> {
  endLinkTo(tx, member);
  return await deleteSessions(tx, member, { except });
}

/**
 * Ends all of a member's sessions and the link that they may be waiting for, as part of the transaction that asks for
 * it; gives how many sessions still worked.
 */
export async function endAllSessions(
  tx: Tx,
  member: Pick<Member, 'workspaceId' | 'id'>,
): Promise<{ sessions: number }> {
  endLinkTo(tx, member);
  return { sessions: await deleteAllSessions(tx, member) };
}

function sessionId(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
