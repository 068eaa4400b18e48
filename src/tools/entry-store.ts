import type { Statement, Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { MemberId, ToolId, WorkspaceId } from '../shared/ids.ts';

/** Something that the provider keeps, with what it ends with. Ids are hashes. */
export interface NewEntry {
  readonly id: Uint8Array;
  readonly kind: string;
  readonly toolId: ToolId | undefined;
  readonly memberId: MemberId | undefined;
  /** Whose it is where no tool tells. */
  readonly workspaceId: WorkspaceId | undefined;
  readonly sessionId: Uint8Array | undefined;
  readonly uid: Uint8Array | undefined;
  readonly grantId: Uint8Array | undefined;
  /** Encrypted. */
  readonly payload: Uint8Array;
  readonly lifetimeMs: number;
}

/** The same as it was found. */
export interface FoundEntry {
  readonly id: Uint8Array;
  /** The second name of a session. */
  readonly uid: Uint8Array | null;
  readonly payload: Uint8Array;
  readonly sessionId: Uint8Array | null;
  readonly consumedAt: Date | null;
  readonly expiresAt: Date;
  readonly now: Date;
}

/** Writes it, over what was there under this id. Of a tool or a browser's session that is gone meanwhile nothing is kept. */
export function savingEntry(entry: NewEntry, now: Date): Statement {
  // What goes at this very moment is waited for, and then isn't there.
  const bytes = (value: Uint8Array | undefined) => (value ? new Uint8Array(value) : null);
  const expiresAt = after(now, entry.lifetimeMs);
  return Prisma.sql`
    INSERT INTO oidc_entries (id, kind, workspace_id, tool_id, member_id, session_id, uid, grant_id, payload, expires_at)
    SELECT ${new Uint8Array(entry.id)}, ${entry.kind}, COALESCE(t.workspace_id, ${entry.workspaceId ?? null}::uuid), t.id,
      m.id, s.id, ${bytes(entry.uid)}::bytea, ${bytes(entry.grantId)}::bytea, ${new Uint8Array(entry.payload)},
      ${expiresAt}::timestamptz
    FROM (VALUES (${entry.toolId ?? null}::uuid, ${entry.memberId ?? null}::uuid, ${bytes(entry.sessionId)}::bytea))
      AS wanted (tool_id, member_id, session_id)
    LEFT JOIN LATERAL (SELECT id, workspace_id FROM tools WHERE id = wanted.tool_id FOR KEY SHARE) t ON TRUE
    LEFT JOIN members m ON m.id = wanted.member_id AND m.closed_at IS NULL
    LEFT JOIN LATERAL (SELECT id FROM sessions WHERE id = wanted.session_id FOR KEY SHARE) s ON TRUE
    WHERE (wanted.tool_id IS NULL OR t.id IS NOT NULL) AND (wanted.member_id IS NULL OR m.id IS NOT NULL)
      AND (wanted.session_id IS NULL OR s.id IS NOT NULL)
    ON CONFLICT (id) DO UPDATE SET workspace_id = EXCLUDED.workspace_id, tool_id = EXCLUDED.tool_id,
      member_id = EXCLUDED.member_id, session_id = EXCLUDED.session_id, uid = EXCLUDED.uid,
      grant_id = EXCLUDED.grant_id, payload = EXCLUDED.payload, expires_at = EXCLUDED.expires_at`;
}

/** What there is by this id, or by this second name, and hasn't expired. */
export async function findEntry(
  tx: Tx,
  by: { readonly id: Uint8Array } | { readonly uid: Uint8Array },
): Promise<FoundEntry | undefined> {
  const matching =
    'id' in by
      ? Prisma.sql`id = ${new Uint8Array(by.id)}`
      : Prisma.sql`uid = ${new Uint8Array(by.uid)}`;
  const [row] = await tx.query<Omit<FoundEntry, 'now'>>(Prisma.sql`
    SELECT id, uid, payload, session_id AS "sessionId", consumed_at AS "consumedAt", expires_at AS "expiresAt"
    FROM oidc_entries WHERE ${matching} AND expires_at > ${tx.now} ORDER BY expires_at DESC LIMIT 1`);
  return row && { ...row, now: tx.now };
}

/** Deletes it. */
export async function deleteEntry(tx: Tx, id: Uint8Array): Promise<void> {
  await tx.db.oidcEntry.deleteMany({ where: { id: new Uint8Array(id) } });
}

/** Deletes everything of a kind that was given out by a grant. */
export async function deleteOfGrant(tx: Tx, kind: string, grantId: Uint8Array): Promise<void> {
  await tx.db.oidcEntry.deleteMany({ where: { kind, grantId: new Uint8Array(grantId) } });
}

/** Deletes all that was given out in a workspace, or to these tools, or about a member. */
export async function deleteEntriesOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  of: { readonly memberId?: MemberId; readonly toolIds?: readonly ToolId[] },
): Promise<void> {
  await tx.db.oidcEntry.deleteMany({
    where: {
      workspaceId,
      ...(of.memberId && { memberId: of.memberId }),
      ...(of.toolIds && { toolId: { in: [...of.toolIds] } }),
    },
  });
}

/** Deletes up to `max` that have expired. */
export async function purgeExpiredEntries(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM oidc_entries WHERE id IN (
      SELECT id FROM oidc_entries WHERE expires_at <= ${tx.now} LIMIT ${max})`);
}
