import { after } from '../../shared/clock.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { done, type Outcome } from '../../shared/outcome.ts';
import type { Tx } from './database.ts';
import { Prisma } from './prisma-client/client.ts';

/** What the request with this key led to, for a statement that asks for more. */
export function seenResult(workspaceId: WorkspaceId, key: string): Prisma.Sql {
  return Prisma.sql`(
    SELECT result FROM seen_requests WHERE workspace_id = ${workspaceId}::uuid AND key = ${key})`;
}

/** The same by a statement of its own. */
export async function findSeen(
  tx: Tx,
  workspaceId: WorkspaceId,
  key: string,
): Promise<object | undefined> {
  const id = { workspaceId_key: { workspaceId, key } };
  const row = await tx.db.seenRequest.findUnique({ where: id, select: { result: true } });
  return row ? Object(row.result) : undefined;
}

/** Notes of what a request led to that it was undone, when the work is over. */
export function noteUndone(tx: Tx, workspaceId: WorkspaceId, key: string): void {
  tx.defer(Prisma.sql`
    UPDATE seen_requests SET result = result || '{"isUndone": true}'
    WHERE workspace_id = ${workspaceId}::uuid AND key = ${key}`);
}

/** What those of the requests with these keys led to of which that is noted, by their keys. */
export async function listUndone(
  tx: Tx,
  workspaceId: WorkspaceId,
  keys: readonly string[],
): Promise<ReadonlyMap<string, object>> {
  const rows = await tx.query<{ key: string; result: object }>(Prisma.sql`
    SELECT key, result FROM seen_requests WHERE workspace_id = ${workspaceId}::uuid
      AND key = ANY(${keys}::text[]) AND result @> '{"isUndone": true}'`);
  return new Map(rows.map(({ key, result }) => [key, result]));
}

/** A request by its key, and what it led to when it came before: its {@link seenResult}. */
export interface SeenBefore {
  readonly key: string;
  readonly seen: object | undefined;
}

/**
 * Does a thing once per key: whoever asks again (a double click, a retry of Slack's) gets what the first
 * one got, and nothing is done. It is looked up while the workspace is held, so that two can't both be the first. A
 * refusal isn't kept: what was in the way may be gone at the next try.
 */
export async function once<T extends object, Refusal>(
  tx: Tx,
  workspaceId: WorkspaceId,
  { key, seen }: SeenBefore,
  act: () => Promise<Outcome<T, Refusal>>,
): Promise<Outcome<T, Refusal>> {
  // Written below as JSON by the same function, so it has the same shape.
  if (seen) return done(seen as T);
  const outcome = await act();
  if (!outcome.ok) return outcome;
  noteSeen(tx, workspaceId, key, outcome.value);
  return outcome;
}

/**
 * Carries a request out once: one that comes again, from Slack or from whoever recorded it, changes nothing and is
 * answered as the first one was, with the same refusal or with `again`. The workspace must be held.
 */
export async function answerOnce<T extends object, Refusal>(
  tx: Tx,
  workspaceId: WorkspaceId,
  { key, seen }: SeenBefore,
  act: () => Promise<Outcome<T, Refusal>>,
  again: T,
): Promise<Outcome<T, Refusal>> {
  if (seen) {
    // Written below as JSON by the same function, so it has the same shape.
    const first = seen as Outcome<unknown, Refusal>;
    return first.ok ? done(again) : first;
  }
  const outcome = await act();
  const result = outcome.ok ? { ok: true } : outcome;
  noteSeen(tx, workspaceId, key, result);
  return outcome;
}

function noteSeen(tx: Tx, workspaceId: WorkspaceId, key: string, result: object): void {
  tx.defer(Prisma.sql`
    INSERT INTO seen_requests (workspace_id, key, result, at)
    VALUES (${workspaceId}::uuid, ${key}, ${JSON.stringify(result)}::jsonb, ${tx.now}::timestamptz)`);
}

/** Whether a request comes for the first time. The workspace must be held. */
export async function isFirstTime(tx: Tx, workspaceId: WorkspaceId, key: string): Promise<boolean> {
  const { count } = await tx.db.seenRequest.createMany({
    data: [{ workspaceId, key, result: {}, at: tx.now }],
    skipDuplicates: true,
  });
  return count > 0;
}

/** Slack repeats a request within minutes; a button can be pressed much later, and is then another request. */
const keptMs = 7 * 24 * 3_600_000;

/** Deletes up to `max` requests that nobody repeats any more. */
export async function purgeSeenRequests(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM seen_requests WHERE (workspace_id, key) IN (
      SELECT workspace_id, key FROM seen_requests WHERE at < ${after(tx.now, -keptMs)} LIMIT ${max})`);
}
