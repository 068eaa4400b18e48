import type { Statement, Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { MemberId, ToolId } from '../shared/ids.ts';
import { hasApp, mayUse } from './access-store.ts';
import type { Site } from './client-store.ts';
import type { NewEntry } from './entry-store.ts';

/** A code or refresh token that a tool exchanges for tokens. */
export interface Exchange {
  /** Of the code or token. */
  readonly entryId: Uint8Array;
  readonly toolId: ToolId;
  readonly memberId: MemberId;
  /** What the tool knows the browser's session as. */
  readonly sid: string | undefined;
}

/**
 * Holds what decides whether a member may use a tool until the transaction is over: who takes that away does so before,
 * and then {@link claimExchange} sees it, or afterwards, and finds what was written.
 */
export function holdAccess({ toolId, memberId }: Exchange): Statement {
  return Prisma.sql`
    SELECT 1 FROM members m, tools t WHERE m.id = ${memberId}::uuid AND t.id = ${toolId}::uuid FOR SHARE OF m, t`;
}

/** Uses the code or refresh token up, for whoever may use the tool; gives no row when somebody else has. */
export function claimExchange({ entryId, toolId, memberId }: Exchange, now: Date, site: Site) {
  return Prisma.sql`
    UPDATE oidc_entries e SET consumed_at = ${now}::timestamptz
    FROM tools t JOIN workspaces w ON w.id = t.workspace_id JOIN members m ON m.workspace_id = t.workspace_id
    WHERE e.id = ${new Uint8Array(entryId)} AND e.consumed_at IS NULL
      AND t.id = ${toolId}::uuid AND m.id = ${memberId}::uuid AND m.closed_at IS NULL
      AND ${hasApp(site)} AND ${mayUse}
    RETURNING e.id`;
}

/** Keeps what it is exchanged for; the tool and the member are held. */
export function savingTokens(
  { toolId, memberId }: Exchange,
  tokens: readonly NewEntry[],
  now: Date,
): Statement {
  const rows = tokens.map(
    ({
      id,
      kind,
      grantId,
      payload,
      lifetimeMs,
    }) => Prisma.sql`(${new Uint8Array(id)}::bytea, ${kind},
      ${grantId ? new Uint8Array(grantId) : null}::bytea, ${new Uint8Array(payload)}::bytea,
      ${after(now, lifetimeMs)}::timestamptz)`,
  );
  return Prisma.sql`
    INSERT INTO oidc_entries (id, kind, workspace_id, tool_id, member_id, grant_id, payload, expires_at)
    SELECT n.id, n.kind, t.workspace_id, t.id, ${memberId}::uuid, n.grant_id, n.payload, n.expires_at
    FROM tools t, (VALUES ${Prisma.join(rows)}) AS n (id, kind, grant_id, payload, expires_at)
    WHERE t.id = ${toolId}::uuid`;
}

/** Uses it up where no tokens come of it; false when somebody else has. */
export async function consumeEntry(tx: Tx, id: Uint8Array): Promise<boolean> {
  const count = await tx.execute(Prisma.sql`
    UPDATE oidc_entries SET consumed_at = ${tx.now}
    WHERE id = ${new Uint8Array(id)} AND consumed_at IS NULL`);
  return count > 0;
}

/**
 * Notes that a member uses a tool with the browser that the tool knows as `sid`. Whoever had lost it and uses it again is
 * signed in anew: then the tool isn't told of the time before.
 */
export function noteSignIn(
  { toolId, memberId, sid }: Exchange & { readonly sid: string },
  now: Date,
): Statement {
  return Prisma.sql`
    INSERT INTO tool_sign_ins (id, tool_id, member_id, workspace_id, sid, last_used_at)
    SELECT gen_random_uuid(), t.id, ${memberId}::uuid, t.workspace_id, ${sid}, ${now}::timestamptz
    FROM tools t WHERE t.id = ${toolId}::uuid
    ON CONFLICT (tool_id, sid) DO UPDATE SET last_used_at = EXCLUDED.last_used_at, ended_at = NULL,
      id = CASE WHEN tool_sign_ins.ended_at IS NULL THEN tool_sign_ins.id ELSE EXCLUDED.id END`;
}
