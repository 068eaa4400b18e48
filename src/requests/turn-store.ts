import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { Request } from './rules.ts';
import { type RequestColumns, requestColumns, toRequest } from './store.ts';

/**
 * Takes the open request that has waited longest for its next step, for a while in which no other process does. Undefined
 * when none is due.
 */
export async function takeDueRequest(tx: Tx, leaseMs: number): Promise<Request | undefined> {
  const [row] = await tx.query<RequestColumns>(Prisma.sql`
    UPDATE requests r SET due_at = ${after(tx.now, leaseMs)}::timestamptz
    WHERE r.id = (
      SELECT id FROM requests WHERE state = 'open' AND due_at <= ${tx.now}::timestamptz
      ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    ) AND r.state = 'open' RETURNING ${requestColumns}`);
  return row && toRequest(row);
}

/** When the next request is due; undefined when none is open. */
export async function nextRequestDueAt(tx: Tx): Promise<Date | undefined> {
  const [row] = await tx.query<{ dueAt: Date }>(Prisma.sql`
    SELECT due_at AS "dueAt" FROM requests WHERE state = 'open' ORDER BY due_at LIMIT 1`);
  return row?.dueAt;
}
