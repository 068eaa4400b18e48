import { createHash } from 'node:crypto';
import { after } from '../shared/clock.ts';
import type { Tx } from './database.ts';

/** How often something may be done within a while. */
export interface RateLimit {
  readonly name: string;
  readonly most: number;
  readonly windowMs: number;
}

/** Counts that ended this long ago are thrown away. */
const keptMs = 3_600_000;
/** How many counts pass between two clean-ups. */
const countsBetweenCleanUps = 500;
let counts = 0;

/** A limit, and whom it is counted for. */
export interface Counted {
  readonly limit: RateLimit;
  readonly doer: string;
}

/**
 * Counts one more act and gives how long the doer must wait: 0 when it is within the limit. The count is
 * kept in the database for all processes, and starts anew when its window is over. What comes meanwhile
 * never makes the wait longer, so nobody can keep somebody else out by going on. One statement, so that
 * of many at once only as many as allowed pass. `doer` is kept as a hash only.
 */
export async function countAct(tx: Tx, limit: RateLimit, doer: string): Promise<number> {
  const [waitMs = 0] = await countActs(tx, [{ limit, doer }]);
  return waitMs;
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
  const waits = await countActs(
    tx,
    names.map((name) => acts[name]),
  );
  const first = waits.findIndex((waitMs) => waitMs > 0);
  const name = names[first];
  if (!name) return undefined;
  for (const { limit, doer } of Object.values<Counted>(acts)) await uncountAct(tx, limit, doer);
  return { name, waitMs: waits[first] ?? 0 };
}

/** How long to wait for each, in the same order. */
async function countActs(tx: Tx, acts: readonly Counted[]): Promise<number[]> {
  const keys = acts.map(({ limit, doer }) => keyOf(limit, doer));
  const windows = acts.map(({ limit }) => limit.windowMs);
  const rows = await tx.rows.$queryRaw<{ key: string; acts: number; ends_at: Date }[]>`
    INSERT INTO rate_limits (key, acts, ends_at)
    SELECT key, 1, ${tx.now}::timestamptz + ms * interval '1 millisecond'
    FROM unnest(${keys}::text[], ${windows}::float8[]) AS counted (key, ms)
    ON CONFLICT (key) DO UPDATE SET
      acts = CASE WHEN rate_limits.ends_at <= ${tx.now} THEN 1 ELSE rate_limits.acts + 1 END,
      ends_at = CASE WHEN rate_limits.ends_at <= ${tx.now}
        THEN EXCLUDED.ends_at ELSE rate_limits.ends_at END
    RETURNING key, acts, ends_at`;
  counts += 1;
  if (counts % countsBetweenCleanUps === 1) {
    const long = after(tx.now, -keptMs);
    await tx.rows.$executeRaw`DELETE FROM rate_limits WHERE ends_at < ${long}`;
  }
  return acts.map(({ limit }, index) => {
    const row = rows.find(({ key }) => key === keys[index]);
    if (!row) throw new Error('a count was not kept');
    return row.acts <= limit.most ? 0 : Math.max(row.ends_at.getTime() - tx.now.getTime(), 1000);
  });
}

/** Takes one act back: it turned out to be harmless. */
export async function uncountAct(tx: Tx, limit: RateLimit, doer: string): Promise<void> {
  await tx.rows
    .$executeRaw`UPDATE rate_limits SET acts = acts - 1 WHERE key = ${keyOf(limit, doer)} AND acts > 0`;
}

/** Starts from nothing again. */
export async function clearActs(tx: Tx, limit: RateLimit, doer: string): Promise<void> {
  await tx.rows.$executeRaw`DELETE FROM rate_limits WHERE key = ${keyOf(limit, doer)}`;
}

function keyOf(limit: RateLimit, doer: string): string {
  return `${limit.name}:${createHash('sha256').update(doer).digest('base64url')}`;
}

/**
 * Whom to count for an IP address: the address itself, or of IPv6 its first 64 bits, because whoever has
 * one of those addresses has them all (RFC 6177).
 */
export function networkOf(ipAddress: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(ipAddress);
  if (v4?.[1]) return v4[1];
  const [head = '', tail] = ipAddress.split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(8 - groups.length - after.length, 0);
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${all
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
