import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after, aheadMs } from '../shared/clock.ts';
import type { DeliveryId, WorkspaceId } from '../shared/ids.ts';
import type { DeliveryChannel } from './rules.ts';
import { stateOfKnown, waitsForPerson } from './store.ts';

// Whose delivery comes next. Workspaces take turns, and within one the people to whom direct messages wait, so that
// nobody waits for what a single one sends to thousands. Each of these statements steps from one to the next by an
// index, a bounded number of times: it costs the same however much waits.

/**
 * So many workspaces, and people of one, are looked at for one claim; those behind them at the next one. Where none of
 * them has anything due, those come who have waited longest, out of so many deliveries.
 */
const maxSteps = 50;

/** Literals, so that the indexes of what waits are used. */
const isWaiting = Prisma.sql`state IN ('queued', 'sending', 'retrying')`;
const isToCome = Prisma.sql`state IN ('queued', 'retrying')`;

/** What may be taken in hand now: it is due, or whoever had it died. */
export function isDue(tx: Tx): Prisma.Sql {
  return Prisma.sql`(${isWaiting} AND ((state IN ('queued', 'retrying') AND due_at <= ${tx.now})
    OR (state = 'sending' AND lease_until <= ${tx.now})))`;
}

/** The same of those that were found before. */
export function isStillDue(tx: Tx): Prisma.Sql {
  return Prisma.sql`((${stateOfKnown} IN ('queued', 'retrying') AND due_at <= ${tx.now})
    OR (${stateOfKnown} = 'sending' AND lease_until <= ${tx.now}))`;
}

/** The workspaces whose turn it is, and where to go on at the next claim. */
export interface Turns {
  readonly workspaceIds: readonly WorkspaceId[];
  readonly last: WorkspaceId | undefined;
  /** When the next of all comes due, in the past where something is; undefined when nothing waits for it. */
  readonly nextDueAt: Date | undefined;
}

/**
 * The next workspaces behind `last` with something due of a channel, up to `count`; those of `except` don't count. When
 * none of the next ones has anything due, those whose deliveries have been due for longest.
 */
export async function findTurns(
  tx: Tx,
  channel: DeliveryChannel,
  {
    last,
    count,
    except = [],
  }: { last?: string | undefined; count: number; except?: readonly string[] },
): Promise<Turns> {
  const ofChannel = Prisma.sql`channel = ${channel}::delivery_channel AND ${isWaiting}`;
  // The first one behind another or, behind the last one, the first of all.
  const next = (previous: Prisma.Sql) => Prisma.sql`COALESCE(
    (SELECT workspace_id FROM deliveries WHERE ${ofChannel} AND workspace_id > ${previous}
      ORDER BY workspace_id, due_at LIMIT 1),
    (SELECT workspace_id FROM deliveries WHERE ${ofChannel} ORDER BY workspace_id, due_at LIMIT 1))`;
  const rows = await tx.query<TurnRow>(Prisma.sql`
    WITH RECURSIVE turns (id) AS (
      SELECT ${next(Prisma.sql`${last ?? nobody}::uuid`)}
      UNION SELECT ${next(Prisma.sql`turns.id`)} FROM turns WHERE turns.id IS NOT NULL
    )
    SELECT id, (
      SELECT due_at FROM deliveries
      WHERE ${ofChannel} AND workspace_id = looked_at.id AND state <> 'sending'
      ORDER BY due_at LIMIT 1
    ) AS "dueAt", EXISTS (
      SELECT 1 FROM deliveries
      WHERE channel = ${channel}::delivery_channel AND state = 'sending'
        AND workspace_id = looked_at.id AND lease_until <= ${tx.now}
    ) AS "isLeft", (
      SELECT due_at FROM deliveries WHERE channel = ${channel}::delivery_channel AND ${isToCome}
      ORDER BY due_at LIMIT 1
    ) AS "nextDueAt"
    FROM (SELECT id FROM turns LIMIT ${maxSteps}) AS looked_at WHERE id IS NOT NULL`);
  const due = rows
    .filter(({ id, dueAt, isLeft }) => !except.includes(id) && (isLeft || isOver(dueAt, tx.now)))
    .slice(0, count);
  const end = due.length === count ? due.at(-1) : rows.at(-1);
  const isWhole = rows.length < maxSteps;
  const workspaceIds =
    due.length > 0 || isWhole
      ? due.map(({ id }) => id)
      : await findLongestDue(tx, channel, { count, except });
  return { workspaceIds, last: end?.id, nextDueAt: rows[0]?.nextDueAt ?? undefined };
}

interface TurnRow {
  readonly id: WorkspaceId;
  readonly dueAt: Date | null;
  /** Whether whoever was sending something of it died. */
  readonly isLeft: boolean;
  readonly nextDueAt: Date | null;
}

async function findLongestDue(
  tx: Tx,
  channel: DeliveryChannel,
  { count, except }: { count: number; except: readonly string[] },
): Promise<WorkspaceId[]> {
  const others = Prisma.sql`channel = ${channel}::delivery_channel
    AND workspace_id <> ALL(${except}::uuid[])`;
  const rows = await tx.query<{ id: WorkspaceId }>(Prisma.sql`
    SELECT workspace_id AS id FROM (
      (SELECT workspace_id, due_at FROM deliveries
        WHERE ${others} AND ${isToCome} AND due_at <= ${tx.now} ORDER BY due_at LIMIT ${maxSteps})
      UNION ALL
      (SELECT workspace_id, lease_until FROM deliveries
        WHERE ${others} AND state = 'sending' AND lease_until <= ${tx.now} LIMIT ${maxSteps})
    ) AS longest GROUP BY workspace_id ORDER BY min(due_at) LIMIT ${count}`);
  return rows.map(({ id }) => id);
}

function isOver(moment: Date | null, now: Date): boolean {
  return moment !== null && moment <= now;
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** The first direct message to somebody; without an id while nothing may be sent to them. */
export interface FirstToPerson {
  readonly workspaceId: WorkspaceId;
  readonly recipient: string;
  readonly id: DeliveryId | null;
  /** Whether they are the next in turn; the others are those who have waited longest. */
  readonly isNext: boolean;
}

/**
 * Of each of these workspaces the people behind `last` to whom direct messages wait, and those to whom some have been due
 * for longest, with the one to send: of several the oldest, and none while another is being sent or went out within
 * `pauseMs`. Whoever claims must wait for the others who do: each must see what the one before has taken.
 */
export async function findFirstToPeople(
  tx: Tx,
  workspaces: readonly { readonly id: WorkspaceId; readonly last: string | undefined }[],
  pauseMs: number,
): Promise<FirstToPerson[]> {
  const ofTurn = Prisma.sql`channel = 'slack_dm' AND workspace_id = turn.workspace_id`;
  const toPeople = Prisma.sql`${ofTurn} AND ${waitsForPerson}`;
  const next = (previous: Prisma.Sql) => Prisma.sql`COALESCE(
    (SELECT recipient FROM deliveries WHERE ${toPeople} AND recipient > ${previous}
      ORDER BY recipient LIMIT 1),
    (SELECT recipient FROM deliveries WHERE ${toPeople} ORDER BY recipient LIMIT 1))`;
  return await tx.query<FirstToPerson>(Prisma.sql`
    WITH busy AS MATERIALIZED (
      SELECT workspace_id, recipient FROM deliveries
      WHERE channel = 'slack_dm' AND state = 'sending' AND lease_until > ${tx.now})
    SELECT turn.workspace_id AS "workspaceId", person.recipient, person."isNext", (
      SELECT id FROM deliveries AS first
      WHERE ${toPeople} AND recipient = person.recipient AND ${isStillDue(tx)}
        AND NOT EXISTS (SELECT 1 FROM busy WHERE busy.workspace_id = turn.workspace_id
          AND busy.recipient = person.recipient)
        AND NOT EXISTS (SELECT 1 FROM deliveries AS other
          WHERE other.recipient = person.recipient AND other.sent_at > ${after(tx.now, -pauseMs)}
            AND other.sent_at <= ${after(tx.now, aheadMs)}
            AND other.workspace_id = turn.workspace_id AND other.channel = 'slack_dm')
      ORDER BY due_at, id LIMIT 1) AS id
    FROM unnest(
      ${workspaces.map(({ id }) => id)}::uuid[],
      ${workspaces.map(({ last }) => last ?? '')}::text[]
    ) WITH ORDINALITY AS turn (workspace_id, last, position)
    CROSS JOIN LATERAL (
      WITH RECURSIVE people (recipient) AS (
        SELECT ${next(Prisma.sql`turn.last`)}
        UNION SELECT ${next(Prisma.sql`people.recipient`)} FROM people
        WHERE people.recipient IS NOT NULL
      )
      SELECT recipient, min(position) AS position, bool_or(is_next) AS "isNext" FROM (
        SELECT recipient, TRUE AS is_next, row_number() OVER () AS position
        FROM (SELECT recipient FROM people LIMIT ${maxSteps}) AS looked_at
        UNION ALL
        SELECT recipient, FALSE, ${maxSteps} + row_number() OVER () FROM (
          SELECT recipient FROM deliveries WHERE ${ofTurn} AND ${isToCome} AND due_at <= ${tx.now}
          ORDER BY due_at LIMIT ${maxSteps}
        ) AS longest
      ) AS both_kinds WHERE recipient IS NOT NULL GROUP BY recipient
    ) AS person
    ORDER BY person.position, turn.position`);
}

/** Makes direct messages that are due come due later; each in so many milliseconds. */
export async function putOff(
  tx: Tx,
  later: readonly { readonly id: DeliveryId; readonly ms: number }[],
): Promise<void> {
  if (later.length === 0) return;
  // What a dead process had in hand waits like the others from now on.
  await tx.execute(Prisma.sql`
    UPDATE deliveries SET due_at = later.at, lease_until = NULL,
      state = CASE WHEN state = 'sending' THEN 'retrying' ELSE state END
    FROM unnest(
      ${later.map(({ id }) => id)}::uuid[],
      ${later.map(({ ms }) => after(tx.now, ms))}::timestamptz[]
    ) AS later (id, at)
    WHERE deliveries.id = later.id AND ${isStillDue(tx)}`);
}
