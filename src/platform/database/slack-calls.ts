import { after, aheadMs } from '../../shared/clock.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import type { Tx } from './database.ts';
import { Prisma } from './prisma-client/client.ts';

/** How often a method of Slack's is called in one team without anybody waiting for it. */
export interface CallPace {
  readonly method: string;
  /** In the long run. */
  readonly perMinute: number;
  /** So many may come at once after a rest; in no minute are there more than both together. */
  readonly burst: number;
}

/** What may be called now. */
export interface CallsGiven {
  readonly given: number;
  /** How long it takes until one more may be. */
  readonly nextInMs: number;
}

interface GivenRow {
  readonly workspaceId: WorkspaceId;
  readonly given: number;
  readonly freeAt: Date;
  readonly pausedUntil: Date | null;
}

/**
 * Gives calls of a method, to each workspace's team as many as wanted or as the pace allows, and none while Slack wants
 * a pause. One statement for all; what is given is used up for every process.
 */
export async function takeCalls(
  tx: Tx,
  { method, perMinute, burst }: CallPace,
  wanted: ReadonlyMap<WorkspaceId, number>,
): Promise<ReadonlyMap<WorkspaceId, CallsGiven>> {
  const stepMs = 60_000 / perMinute;
  const now = Prisma.sql`${tx.now}::timestamptz`;
  const steps = (count: Prisma.Sql) =>
    Prisma.sql`${count} * ${stepMs}::float8 * interval '1 millisecond'`;
  // A generic cell rate: each call moves free_at on by a step, which may be no more than the burst ahead. No burst is as much
  // as a minute's calls: what lies further ahead was written before the clock was set back.
  const freeAt = Prisma.sql`CASE WHEN c.free_at > ${after(tx.now, 60_000 + aheadMs)}::timestamptz THEN ${now}
    ELSE GREATEST(c.free_at, ${now}) END`;
  const left = Prisma.sql`CASE WHEN c.paused_until > ${now} THEN 0 ELSE
    floor(${burst}::int - extract(epoch FROM ${freeAt} - ${now}) * 1000 / ${stepMs}::float8) END`;
  const given = Prisma.sql`GREATEST(LEAST(EXCLUDED.given, ${left}), 0)::int`;
  const rows = await tx.query<GivenRow>(Prisma.sql`
    WITH taken AS (
      INSERT INTO slack_calls AS c (slack_team_id, method, given, free_at)
      SELECT w.slack_team_id, ${method}, LEAST(n.wanted, ${burst}::int),
        ${now} + ${steps(Prisma.sql`LEAST(n.wanted, ${burst}::int)`)}
      FROM unnest(${[...wanted.keys()]}::uuid[], ${[...wanted.values()]}::int[]) AS n (id, wanted)
      JOIN workspaces w ON w.id = n.id
      ORDER BY w.slack_team_id
      ON CONFLICT (slack_team_id, method) DO UPDATE SET
        given = ${given}, free_at = ${freeAt} + ${steps(given)}
      RETURNING slack_team_id, given, free_at, paused_until
    )
    SELECT w.id AS "workspaceId", given, free_at AS "freeAt", paused_until AS "pausedUntil"
    FROM taken JOIN workspaces w ON w.slack_team_id = taken.slack_team_id`);
  const inMs = (moment: Date | null) => (moment ? moment.getTime() - tx.now.getTime() : 0);
  return new Map(
    rows.map((row) => {
      const nextInMs = Math.max(inMs(row.freeAt) - (burst - 1) * stepMs, inMs(row.pausedUntil), 0);
      return [row.workspaceId, { given: row.given, nextInMs }];
    }),
  );
}

/** Notes that Slack wants no calls of a method in a team for so long, for all processes. */
export async function pauseCalls(
  tx: Tx,
  slackTeamId: string,
  method: string,
  ms: number,
): Promise<void> {
  await tx.execute(Prisma.sql`
    INSERT INTO slack_calls AS c (slack_team_id, method, given, free_at, paused_until)
    VALUES (${slackTeamId}, ${method}, 0, ${tx.now}::timestamptz, ${after(tx.now, ms)}::timestamptz)
    ON CONFLICT (slack_team_id, method) DO UPDATE SET
      paused_until = GREATEST(c.paused_until, EXCLUDED.paused_until)`);
}

/** Longer than any pace or pause reaches. */
const keptMs = 24 * 3_600_000;

/** Deletes up to `max` notes that count no longer. */
export async function purgeSlackCalls(tx: Tx, max: number): Promise<number> {
  const long = after(tx.now, -keptMs);
  return await tx.execute(Prisma.sql`
    DELETE FROM slack_calls WHERE (slack_team_id, method) IN (
      SELECT slack_team_id, method FROM slack_calls
      WHERE free_at < ${long} AND COALESCE(paused_until, free_at) < ${long}
      LIMIT ${max} FOR UPDATE SKIP LOCKED)`);
}
