import { createHash, randomUUID } from 'node:crypto';
import type { Tx, Writes } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { AuditEntryId, WorkspaceId } from '../shared/ids.ts';
import { type NewAuditEntry, peopleOf, personWithEmail } from './audit-rules.ts';

/** Names an entry before it is written, for what hangs on it. */
export function newEntryId(): AuditEntryId {
  return randomUUID() as AuditEntryId;
}

/** Adds to the record of who did what, when the work is over. */
export function saveAuditEntry(tx: Writes, workspaceId: WorkspaceId, entry: NewAuditEntry): void {
  saveAuditEntries(tx, workspaceId, [entry]);
}

/** The same for many at once. */
export function saveAuditEntries(
  tx: Writes,
  workspaceId: WorkspaceId,
  entries: readonly NewAuditEntry[],
): void {
  const added = entries.map((entry) => ({
    ...entry,
    id: entry.id ?? newEntryId(),
  }));
  tx.defer(Prisma.sql`
    INSERT INTO audit_entries (id, workspace_id, actor, act, subject, detail, at)
    SELECT id, ${workspaceId}::uuid, actor, act, subject, detail, ${tx.now}::timestamptz
    FROM unnest(${added.map(({ id }) => id)}::uuid[], ${added.map(({ actor }) => actor)}::text[],
      ${added.map(({ act }) => act)}::text[], ${added.map(({ subject }) => subject)}::text[],
      ${added.map(({ detail }) => JSON.stringify(detail))}::jsonb[]
    ) AS new (id, actor, act, subject, detail)`);
  const people = added.flatMap((entry) => peopleOf(entry).map((each) => ({ ...each, ...entry })));
  if (people.length === 0) return;
  tx.defer(Prisma.sql`
    INSERT INTO audit_people (entry_id, workspace_id, kind, person, at, is_about)
    SELECT entry_id, ${workspaceId}::uuid, kind, person, ${tx.now}::timestamptz, is_about
    FROM unnest(${people.map(({ id }) => id)}::uuid[],
      ${people.map(({ kind }) => kind)}::audit_person_kind[],
      ${people.map(({ person }) => person)}::text[], ${people.map(({ isAbout }) => isAbout)}::boolean[]
    ) AS new (entry_id, kind, person, is_about)`);
}

/**
 * Counts a try to sign in that failed: those at one account within an hour are one entry, and so are those at addresses
 * that have none. Either way it is one statement with as much to write, so that the time tells nobody whether there is one.
 */
export async function countFailedSignIn(
  tx: Tx,
  workspaceId: WorkspaceId,
  email: string | undefined,
  act: 'sign_in_failed' | 'second_step_failed' = 'sign_in_failed',
): Promise<void> {
  const hour = tx.now.toISOString().slice(0, 13);
  const subject = email ?? '';
  const [{ kind, person } = { kind: 'address', person: '' }] = personWithEmail(email);
  const id = idOf([workspaceId, act, person, hour]);
  await tx.execute(Prisma.sql`
    WITH counted AS (
      INSERT INTO audit_entries (id, workspace_id, actor, act, subject, detail, at)
      VALUES (${id}::uuid, ${workspaceId}::uuid, '', ${act}, ${subject}, '{"count": "1"}',
        ${tx.now}::timestamptz)
      ON CONFLICT (id) DO UPDATE SET
        detail = jsonb_build_object('count', ((audit_entries.detail->>'count')::int + 1)::text)
      RETURNING id, at
    )
    INSERT INTO audit_people (entry_id, workspace_id, kind, person, at)
    SELECT id, ${workspaceId}::uuid, ${kind}::audit_person_kind, ${person}, at FROM counted
    ON CONFLICT DO NOTHING`);
}

/** The same id for the same parts, so that two who write at the same moment write one row. */
function idOf(parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const auditKeptMs = 365 * 24 * 3_600_000;

/** Deletes up to `max` entries of who did what that are older than a year. */
export async function purgeOldAuditEntries(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM audit_entries WHERE id IN (
      SELECT id FROM audit_entries WHERE at < ${after(tx.now, -auditKeptMs)} LIMIT ${max})`);
}
