import type { Tx } from '../platform/database/database.ts';
import { type Import as ImportColumns, Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { Import, ImportReason } from './rules.ts';
import { importColumns, toImport } from './store.ts';

/** The database channel on which it is announced that imports are to be sent. */
export const importsChannel = 'imports';

/**
 * Takes the import that has waited longest to go on with its next rows, for a while in which no other process does; the
 * others come before its next turn. Undefined when none is due.
 */
export async function takeDueImport(tx: Tx, leaseMs: number): Promise<Import | undefined> {
  const [row] = await tx.query<ImportColumns>(Prisma.sql`
    UPDATE imports i SET due_at = ${after(tx.now, leaseMs)}::timestamptz
    WHERE i.id = (
      SELECT id FROM imports WHERE (state = 'sending' OR task IS NOT NULL) AND due_at <= ${tx.now}::timestamptz
      ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    ) AND (i.state = 'sending' OR i.task IS NOT NULL) RETURNING ${importColumns}`);
  return row && toImport(row);
}

/** When the next import is due; undefined when there is nothing to do. */
export async function nextDueAt(tx: Tx): Promise<Date | undefined> {
  const row = await tx.db.import.findFirst({
    where: { OR: [{ state: 'sending' }, { task: { not: null } }], dueAt: { not: null } },
    orderBy: { dueAt: 'asc' },
    select: { dueAt: true },
  });
  return row?.dueAt ?? undefined;
}

const limitReasons: ImportReason[] = ['by_admin', 'by_workspace'];

// By hand, as these two are asked before the app takes requests: Prisma needs a tenth of a second for its first statement.

/** Lets those that wait for a limit of the day look at it anew. */
export async function retryLimited(tx: Tx): Promise<void> {
  await tx.execute(Prisma.sql`
    UPDATE imports SET due_at = ${tx.now}::timestamptz
    WHERE state = 'sending' AND reason IN (${Prisma.join(limitReasons)})`);
}

/** Lets every import go on that a process had taken which is no more; not those that wait for a limit. */
export async function releaseImports(tx: Tx): Promise<void> {
  await tx.execute(Prisma.sql`
    UPDATE imports SET due_at = ${tx.now}::timestamptz
    WHERE (state = 'sending' OR task IS NOT NULL) AND reason IS NULL`);
}
