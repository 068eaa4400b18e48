import { createHash } from 'node:crypto';
import type { Member, Role } from '../members/rules.ts';
import type { Database, Tx, Writes } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';
import { isHeldUp, opens } from './held-up-rules.ts';
import {
  absoluteLimitMs,
  type Browser,
  freshMs,
  idleLimitMs,
  lastSeenStepMs,
  type SignedIn,
  type SignInWay,
} from './rules.ts';

/**
 * Opens a session, and throws away those of the member that nobody can use any more; when the work is over. `id` is the
 * SHA-256 of the browser's token.
 */
export function saveSession(
  tx: Writes,
  session: {
    id: Uint8Array;
    workspaceId: WorkspaceId;
    memberId: MemberId;
    browser: Browser;
    way: SignInWay;
    signedInAt?: Date | undefined;
  },
): void {
  const { id, workspaceId, memberId, browser, way, signedInAt = tx.now } = session;
  tx.defer(Prisma.sql`
    DELETE FROM sessions
    WHERE workspace_id = ${workspaceId}::uuid AND member_id = ${memberId}::uuid
      AND (expires_at <= ${tx.now} OR last_seen_at <= ${after(tx.now, -idleLimitMs)})`);
  tx.defer(Prisma.sql`
    INSERT INTO sessions
      (id, workspace_id, member_id, user_agent, ip_address, way, created_at, last_seen_at, expires_at)
    VALUES (${new Uint8Array(id)}, ${workspaceId}::uuid, ${memberId}::uuid,
      ${browser.userAgent.slice(0, 300)}, ${browser.ipAddress}, ${way}::sign_in_way, ${signedInAt}::timestamptz,
      ${tx.now}::timestamptz, ${after(signedInAt, absoluteLimitMs)}::timestamptz)`);
}

interface FoundRow {
  workspace_id: string;
  member_id: string;
  email: string;
  display_name: string;
  role: Role;
  slack_user_id: string | null;
  joined_at: Date;
  slack_team_id: string;
  workspace_name: string;
  is_installed: boolean;
  is_only: boolean;
  is_stale: boolean;
  created_at: Date;
  is_fresh: boolean;
  way: SignInWay;
}

/** $1 is the session's id, $2 the clock's shift in milliseconds. One statement: every request makes it. */
const findStatement = (more: string, which = opens) => `
  SELECT s.workspace_id, s.member_id, m.email, m.display_name, m.role::text AS role, m.slack_user_id,
    m.joined_at, w.slack_team_id, w.name AS workspace_name,
    EXISTS (SELECT 1 FROM installations i WHERE i.uninstalled_at IS NULL
      AND i.slack_id = w.slack_team_id) AS is_installed,
    NOT EXISTS (SELECT 1 FROM workspaces o WHERE o.id <> w.id) AS is_only,
    s.last_seen_at <= t.now - interval '${lastSeenStepMs} milliseconds' AS is_stale, s.created_at,
    s.created_at >= t.now - interval '${freshMs} milliseconds' AS is_fresh,
    s.way::text AS way, ${more}
  FROM (SELECT now() + $2::float8 * interval '1 millisecond' AS now) t, sessions s
  JOIN members m ON m.id = s.member_id AND m.closed_at IS NULL
  JOIN workspaces w ON w.id = s.workspace_id
  WHERE s.id = $1 AND s.expires_at > t.now
    AND s.last_seen_at > t.now - interval '${idleLimitMs} milliseconds' AND ${which}`;

const touchStatement =
  "UPDATE sessions SET last_seen_at = now() + $2::float8 * interval '1 millisecond' WHERE id = $1";

/**
 * Finds a live session by its id, with its member as they are now, and notes that it was used: one that is held up only
 * where just those are wanted. `columns` are asked for
 * in the same statement: of the session s, its member m and workspace w, with parameters from $3 on.
 */
export function sessionFinder<Columns extends object>(
  columns: string,
  { heldUp = false }: { readonly heldUp?: boolean } = {},
) {
  const statement = findStatement(columns, heldUp ? isHeldUp : opens);
  return async (
    database: Database,
    id: Uint8Array,
    more: readonly unknown[] = [],
  ): Promise<{ signedIn: Omit<SignedIn, 'hasAvatar'>; row: Columns } | undefined> => {
    const parameters = [id, database.shiftMs];
    const rows = await database.statement<FoundRow & Columns>(statement, [...parameters, ...more]);
    const [row] = rows;
    if (!row) return undefined;
    if (row.is_stale) await database.statement(touchStatement, parameters);
    return { signedIn: toSignedIn(id, row), row };
  };
}

const avatarColumn = 'EXISTS (SELECT 1 FROM avatars a WHERE a.member_id = m.id) AS has_avatar';
const findWithAvatar = sessionFinder<{ has_avatar: boolean }>(avatarColumn);
const findHeldUp = sessionFinder<{ has_avatar: boolean }>(avatarColumn, { heldUp: true });

/** The live session with this id, with its member as they are now; notes that it was used. */
export async function findSession(
  database: Database,
  id: Uint8Array,
): Promise<SignedIn | undefined> {
  const found = await findWithAvatar(database, id);
  return found && { ...found.signedIn, hasAvatar: found.row.has_avatar };
}

/** The same where it opens nothing before its member has set up the second step that is asked of them. */
export async function findHeldUpSession(
  database: Database,
  id: Uint8Array,
): Promise<SignedIn | undefined> {
  const found = await findHeldUp(database, id);
  return found && { ...found.signedIn, hasAvatar: found.row.has_avatar };
}

/** Whether what hangs on this session opens anything at the moment. */
export async function isSessionOpen(tx: Tx, id: Uint8Array): Promise<boolean> {
  const rows = await tx.query<unknown>(Prisma.sql`
    SELECT 1 FROM sessions s JOIN members m ON m.id = s.member_id JOIN workspaces w ON w.id = s.workspace_id
    WHERE s.id = ${new Uint8Array(id)} AND ${Prisma.raw(opens)}`);
  return rows.length > 0;
}

function toSignedIn(id: Uint8Array, row: FoundRow): Omit<SignedIn, 'hasAvatar'> {
  const workspaceId = row.workspace_id as WorkspaceId;
  const member: Member = {
    id: row.member_id as MemberId,
    workspaceId,
    email: row.email,
    displayName: row.display_name,
    role: row.role,
    slackUserId: row.slack_user_id ?? undefined,
    joinedAt: row.joined_at,
  };
  const { slack_team_id: slackTeamId, workspace_name: name } = row;
  const { is_installed: isInstalled, is_only: isOnlyOne } = row;
  const workspace = { id: workspaceId, slackTeamId, name, isInstalled, isOnlyOne };
  const { created_at: signedInAt, is_fresh: isFresh, way } = row;
  return { sessionId: id, signedInAt, isFresh, way, member, workspace };
}

/** A member's sessions that still work, last used first, at most `limit`. */
export async function listSessionsOf(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
  limit: number,
): Promise<(Browser & { id: Uint8Array; lastSeenAt: Date })[]> {
  return await tx.db.session.findMany({
    where: {
      workspaceId,
      memberId: id,
      expiresAt: { gt: tx.now },
      lastSeenAt: { gt: after(tx.now, -idleLimitMs) },
    },
    select: { id: true, lastSeenAt: true, userAgent: true, ipAddress: true },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }],
    take: limit,
  });
}

/** Names a session in a form, and tells a member's apart: nobody can sign in with it. */
export function sessionHandle(id: Uint8Array): string {
  return createHash('sha256').update('handle').update(id).digest('base64url').slice(0, 16);
}

/**
 * Ends the one session of a member that has this handle; false when none has that still works. The database makes the
 * handles, as a member may have more sessions than are ever listed.
 */
export async function deleteSessionWithHandle(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
  handle: string,
): Promise<boolean> {
  const ended = await tx.execute(Prisma.sql`
    DELETE FROM sessions
    WHERE workspace_id = ${workspaceId}::uuid AND member_id = ${id}::uuid
      AND expires_at > ${tx.now} AND last_seen_at > ${after(tx.now, -idleLimitMs)}
      AND left(translate(encode(sha256('handle'::bytea || id), 'base64'), '+/', '-_'), 16) = ${handle}`);
  return ended > 0;
}

/** Ends all sessions of a member; gives how many of them still worked. */
export async function deleteAllSessions(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
): Promise<number> {
  const ended = await tx.query<{ isLive: boolean }>(Prisma.sql`
    DELETE FROM sessions WHERE workspace_id = ${workspaceId}::uuid AND member_id = ${id}::uuid
    RETURNING expires_at > ${tx.now} AND last_seen_at > ${after(tx.now, -idleLimitMs)} AS "isLive"`);
  return ended.filter(({ isLive }) => isLive).length;
}

/** Ends all sessions of a member but the one that is kept; gives how many there were. */
export async function deleteSessions(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
  { except }: { except: Uint8Array },
): Promise<number> {
  const { count } = await tx.db.session.deleteMany({
    where: { workspaceId, memberId: id, id: { not: new Uint8Array(except) } },
  });
  return count;
}

/** Ends the session with this id, for the browser that holds its token; gives whose it was, if it still worked. */
export async function endSessionWith(
  tx: Tx,
  id: Uint8Array,
): Promise<(Pick<Member, 'displayName' | 'email'> & { workspaceId: WorkspaceId }) | undefined> {
  const [ended] = await tx.query<{
    workspaceId: WorkspaceId;
    displayName: string;
    email: string;
    isLive: boolean;
  }>(Prisma.sql`
    DELETE FROM sessions s USING members m WHERE s.id = ${new Uint8Array(id)} AND m.id = s.member_id
    RETURNING m.workspace_id AS "workspaceId", m.display_name AS "displayName", m.email,
      s.expires_at > ${tx.now} AND s.last_seen_at > ${after(tx.now, -idleLimitMs)} AS "isLive"`);
  return ended?.isLive ? ended : undefined;
}

/** Ends the session with this id, whoever's it is: for the browser that holds its token; when the work is over. */
export function deleteSession(tx: Writes, id: Uint8Array): void {
  tx.defer(Prisma.sql`DELETE FROM sessions WHERE id = ${new Uint8Array(id)}`);
}

/** Deletes up to `max` sessions that ended, of whomever. */
export async function purgeEndedSessions(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM sessions WHERE id IN (
      SELECT id FROM sessions
      WHERE expires_at <= ${tx.now} OR last_seen_at <= ${after(tx.now, -idleLimitMs)} LIMIT ${max})`);
}
