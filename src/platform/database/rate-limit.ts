import { createHash } from 'node:crypto';
import { after, aheadMs } from '../../shared/clock.ts';
import { ipv6Network, readIpAddress } from '../../shared/ip-address.ts';
import type { Tx } from './database.ts';
import { Prisma } from './prisma-client/client.ts';

/** How often something may be done within a while. */
export interface RateLimit {
  readonly name: string;
  readonly max: number;
  readonly windowMs: number;
  /**
   * The subjects are networks, as {@link networkOf} gives them. Of IPv6 a whole site is counted too, as one customer
   * may have 65,536 networks; it may do ten times as much.
   */
  readonly byNetwork?: boolean;
}

const networksPerSite = 10;

/** Counts that ended this long ago are thrown away. */
const keptMs = 3_600_000;
/** How many counts pass between two clean-ups, in which more are thrown away than have come. */
const countsBetweenCleanUps = 500;
const mostInOneCleanUp = 10_000;
let counts = 0;

/** A limit, and whom it is counted for. */
export interface Counted {
  readonly limit: RateLimit;
  readonly subject: string;
}

/**
 * Counts one more act and gives how long to wait: 0 when it is within the limit. The count is
 * kept in the database for all processes, and starts anew when its window is over. What comes meanwhile
 * never makes the wait longer, so nobody can keep somebody else out by going on, and writes nothing, so nobody can fill
 * the table. One statement, so that of many at once only as many as allowed pass. Whoever counts or forgives several
 * locks them in the order of their keys, so that none waits for another in a circle. `subject` is kept as a hash only.
 */
export async function countAct(tx: Tx, limit: RateLimit, subject: string): Promise<number> {
  const { waits } = await countActs(tx, [{ limit, subject }]);
  return waits[0] ?? 0;
}

/**
 * Counts one more act within all of the limits or, when one of them is reached, within none. Gives that one's
 * name, and how long to wait.
 */
export async function countInAll<Name extends string>(
  tx: Tx,
  acts: Readonly<Record<Name, Counted>>,
): Promise<{ name: Name; waitMs: number } | undefined> {
  const names = Object.keys(acts) as Name[];
  const { waits, isCounted } = await countActs(
    tx,
    names.map((name) => acts[name]),
  );
  const first = waits.findIndex((waitMs) => waitMs > 0);
  const name = names[first];
  if (!name) return undefined;
  if (isCounted) await forgiveActs(tx, { takenBack: Object.values<Counted>(acts) });
  return { name, waitMs: waits[first] ?? 0 };
}

/**
 * How long to wait for each, in the same order. Nothing is counted where one of them is reached already; `isCounted` when
 * it was, also beyond what is allowed, as happens to the last of several at once.
 */
async function countActs(
  tx: Tx,
  acts: readonly Counted[],
): Promise<{ waits: number[]; isCounted: boolean }> {
  const all = acts.flatMap(countersOf);
  const keys = all.map(({ key }) => key);
  const windows = all.map(({ windowMs }) => windowMs);
  const maximums = all.map(({ max }) => max);
  const rows = await tx.query<CountedRow>(Prisma.sql`
    WITH wanted AS (
      SELECT * FROM unnest(${keys}::text[], ${windows}::float8[], ${maximums}::int[])
        AS wanted (key, ms, maximum)
    ), reached AS (
      SELECT key, ends_at FROM rate_limits JOIN wanted USING (key)
      WHERE acts >= maximum AND ends_at > ${tx.now}
        AND ends_at <= ${after(tx.now, aheadMs)}::timestamptz + ms * interval '1 millisecond'
    ), counted AS (
      INSERT INTO rate_limits (key, acts, ends_at)
      SELECT key, 1, ${tx.now}::timestamptz + ms * interval '1 millisecond' FROM wanted
      WHERE NOT EXISTS (SELECT FROM reached)
      ORDER BY key
      ON CONFLICT (key) DO UPDATE SET
        acts = CASE WHEN ${isOver(tx)} THEN 1 ELSE rate_limits.acts + 1 END,
        ends_at = CASE WHEN ${isOver(tx)}
          THEN EXCLUDED.ends_at ELSE rate_limits.ends_at END
      RETURNING key, acts, ends_at
    )
    SELECT key, NULL::int AS acts, ends_at FROM reached
    UNION ALL SELECT key, acts, ends_at FROM counted`);
  counts += 1;
  if (counts % countsBetweenCleanUps === 1) await purgeCounts(tx, mostInOneCleanUp);
  const waitFor = ({ key, max }: Counter): number => {
    const row = rows.find((each) => each.key === key);
    // Not among those that are reached, and not counted because of them.
    if (!row || (row.acts !== null && row.acts <= max)) return 0;
    return Math.max(row.ends_at.getTime() - tx.now.getTime(), 1000);
  };
  if (rows.length === 0) throw new Error('a count was not kept');
  return {
    waits: acts.map((act) => Math.max(...countersOf(act).map(waitFor))),
    isCounted: rows.every((row) => row.acts !== null),
  };
}

/** Whether a count that is there has ended, or was begun before the clock was set back by a while, which nobody should have to wait for. */
function isOver(tx: Tx): Prisma.Sql {
  return Prisma.sql`(rate_limits.ends_at <= ${tx.now}
    OR rate_limits.ends_at > EXCLUDED.ends_at + ${aheadMs}::float8 * interval '1 millisecond')`;
}

/** How many more acts a limit allows at the moment, and how long until it allows all of them again, if they were done now. */
export interface Room {
  readonly left: number;
  readonly waitMs: number;
}

/** Counts as they stand; JSON has their times as texts. */
export type Counts = readonly {
  readonly key: string;
  readonly acts: number;
  readonly ends_at: Date | string;
}[];

function countsOf(acts: readonly Counted[]): Prisma.Sql {
  const keys = acts.flatMap(countersOf).map(({ key }) => key);
  return Prisma.sql`SELECT key, acts, ends_at FROM rate_limits WHERE key = ANY(${keys}::text[])`;
}

/** How the counts of these acts stand, as {@link Counts} or null, for a statement that asks for more. */
export function selectCounts(acts: readonly Counted[]): Prisma.Sql {
  return Prisma.sql`(SELECT json_agg(counts) FROM (${countsOf(acts)}) AS counts)`;
}

/** How much room there is within each limit, in the same order. Counts nothing. */
export async function roomWithin(tx: Tx, acts: readonly Counted[]): Promise<Room[]> {
  return roomIn(await tx.query<Counts[number]>(countsOf(acts)), acts, tx.now);
}

/** The same by the counts as they stand at this moment. */
export function roomIn(counts: Counts, acts: readonly Counted[], now: Date): Room[] {
  const found = new Map(counts.map((row) => [row.key, row]));
  const roomOf = ({ key, max, windowMs }: Counter): Room => {
    const row = found.get(key);
    const leftMs = row ? new Date(row.ends_at).getTime() - now.getTime() : 0;
    const isCounting = leftMs > 0 && leftMs <= windowMs + aheadMs;
    if (!row || !isCounting) return { left: max, waitMs: windowMs };
    return { left: Math.max(max - row.acts, 0), waitMs: Math.max(leftMs, 1000) };
  };
  return acts.map((act) =>
    countersOf(act)
      .map(roomOf)
      .reduce((least, room) => (room.left < least.left ? room : least)),
  );
}

/**
 * Counts many acts when the work is over. Whoever counts so has seen the room for them, and holds what everybody holds
 * who counts for the same.
 */
export function countWithin(tx: Tx, acts: readonly (Counted & { readonly times: number })[]): void {
  const all = acts.flatMap((act) => countersOf(act).map((counter) => ({ ...counter, ...act })));
  tx.defer(Prisma.sql`
    INSERT INTO rate_limits (key, acts, ends_at)
    SELECT key, times, ${tx.now}::timestamptz + ms * interval '1 millisecond'
    FROM unnest(${all.map(({ key }) => key)}::text[], ${all.map(({ windowMs }) => windowMs)}::float8[],
      ${all.map(({ times }) => times)}::int[]) AS counted (key, ms, times)
    ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      acts = CASE WHEN ${isOver(tx)} THEN EXCLUDED.acts
        ELSE rate_limits.acts + EXCLUDED.acts END,
      ends_at = CASE WHEN ${isOver(tx)}
        THEN EXCLUDED.ends_at ELSE rate_limits.ends_at END`);
}

/** Deletes up to `max` counts that ended long ago. */
export async function purgeCounts(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM rate_limits WHERE key IN (
      SELECT key FROM rate_limits WHERE ends_at < ${after(tx.now, -keptMs)}
      LIMIT ${max} FOR UPDATE SKIP LOCKED)`);
}

/** A count as it is now; without a number when it was reached before. */
interface CountedRow {
  readonly key: string;
  readonly acts: number | null;
  readonly ends_at: Date;
}

/** What was counted and turned out to be harmless. */
export interface Forgiven {
  /** Starts from nothing again. */
  readonly cleared?: readonly Counted[];
  /** One act less. */
  readonly takenBack?: readonly Counted[];
}

/** Forgives in one statement, which locks the counts in the same order as they are locked when they are counted. */
export async function forgiveActs(
  tx: Tx,
  { cleared = [], takenBack = [] }: Forgiven,
): Promise<void> {
  // Others within a limit's site have their own part of its count.
  const clear = cleared.map(({ limit, subject }) => keyOf(limit.name, subject));
  const takeBack = takenBack.flatMap(countersOf).map(({ key }) => key);
  await tx.execute(Prisma.sql`
    WITH locked AS (
      SELECT key FROM rate_limits WHERE key = ANY(${[...clear, ...takeBack]}::text[])
      ORDER BY key FOR UPDATE
    ), cleared AS (
      DELETE FROM rate_limits USING locked
      WHERE rate_limits.key = locked.key AND locked.key = ANY(${clear}::text[])
    )
    UPDATE rate_limits SET acts = acts - 1 FROM locked
    WHERE rate_limits.key = locked.key AND locked.key = ANY(${takeBack}::text[]) AND acts > 0`);
}

/** What is counted up by an act. */
interface Counter {
  readonly key: string;
  readonly max: number;
  readonly windowMs: number;
}

function countersOf({ limit: { name, max, windowMs, byNetwork }, subject }: Counted): Counter[] {
  const own = { key: keyOf(name, subject), max, windowMs };
  const site = byNetwork ? ipv6Network(subject.replace(/\/64$/, ''), 48) : undefined;
  if (site === undefined) return [own];
  return [own, { key: keyOf(`${name}_site`, site), max: max * networksPerSite, windowMs }];
}

function keyOf(name: string, subject: string): string {
  return `${name}:${createHash('sha256').update(subject).digest('base64url')}`;
}

/**
 * Whom to count for an IP address: the address itself, or of IPv6 its first 64 bits, because whoever has
 * one of those addresses has them all (RFC 6177).
 */
export function networkOf(ipAddress: string): string {
  return ipv6Network(ipAddress, 64) ?? readIpAddress(ipAddress) ?? ipAddress;
}
