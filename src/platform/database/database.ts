import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../process/logger.ts';
import { openEmbeddedFolder } from './embedded-folder.ts';
import { type EmbeddedPool, embeddedPool } from './embedded-pool.ts';
import { JoinablePool } from './joining.ts';
import { listenOnPostgres } from './listen.ts';
import { applyMigrations } from './migrations.ts';
import { type AtOnce, maxWaitMs, type Rows, workOnPool } from './pool-work.ts';
import { checkFitness, connectTo } from './postgres-fitness.ts';
import {
  PostgresClient,
  settleSession,
  statementTimeoutMs,
  usualLockTimeoutMs,
} from './postgres-session.ts';
import { type Time, timeHere, timeOfPostgres } from './postgres-time.ts';
import { PrismaClient } from './prisma-client/client.ts';
import { createLockQueues } from './queues.ts';
import { createSignals, type Signalling } from './signals.ts';
import { nameOf } from './statement-name.ts';
import type { Statement, Tx, Writes } from './unit-of-work.ts';
import { watchWillingness } from './unwilling.ts';
import { keepPlansFresh, startUpkeep } from './upkeep.ts';

export type { Statement, Tx, Writes } from './unit-of-work.ts';

/** The database, PostgreSQL or embedded; both behave the same. */
export interface Database {
  /**
   * Does all of the work or, when it throws, nothing of it. Use only the given tx inside. When the answer to COMMIT
   * is lost, it throws and nobody knows. BusyError when it waits for too long, and when PostgreSQL gives no connection;
   * DatabaseReadOnly when it takes no changes.
   */
  transaction<T, First extends Rows = []>(
    work: (tx: Tx, first: First) => Promise<T>,
    begin?: Begin,
  ): Promise<T>;
  /**
   * Writes what the work puts off, all of it or nothing, in one round trip and thereby holding others up for as short a
   * time as can be. For what was decided before, by what was looked at then: when the claim meets no row, as something is
   * different by now, nothing is written, and it gives undefined. Throws as {@link transaction} does.
   */
  writeAtOnce<T>(
    work: (tx: Writes) => T,
    how: AtOnce & { readonly queue: string },
  ): Promise<T | undefined>;
  /** For one statement, or several that need not hold together: each stands for itself. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs one statement as it is, in one round trip and without Prisma: for what every request needs. The
   * app's time in it is `now()` plus {@link shiftMs} milliseconds.
   */
  statement<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]>;
  /** How far the app's time is ahead of the database's clock. Zero in production. */
  readonly shiftMs: number;
  /** Whether no other process can have it, now or while this one runs. */
  readonly isOurs: boolean;
  /** Calls back whenever somebody (any process) signals on the channel; returns how to stop. */
  listen(channel: string, onSignal: () => void): Promise<() => Promise<void>>;
  /** How many connections to PostgreSQL there are, and how many wait for one; nothing when embedded. */
  connections(): Readonly<Record<'total' | 'idle' | 'waiting', number>> | undefined;
  /** Whether it refused a change within the last minute, as it is read only or its disk is full. */
  refusesChanges(): boolean;
  /** Resolves, with why in words, when only another process can open the database again. PostgreSQL never ends so. */
  readonly lost: Promise<Error>;
  close(): Promise<void>;
}

/** How a transaction begins. */
interface Begin {
  /** Work that waits for the same lock names it: then it waits before it takes a connection, which others need. */
  readonly queue?: string;
  /** Asked one after the other, in the same round trip as BEGIN; the work gets their rows. */
  readonly first?: readonly Statement[];
}

export interface DatabaseOptions {
  /** PostgreSQL; when undefined the embedded database in `dataDir`/db is used. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** How many connections to PostgreSQL are opened at most; ten when undefined. */
  readonly poolSize?: number;
  /** How long a statement waits for a lock of another; shorter than Slack waits, when undefined. */
  readonly lockTimeoutMs?: number;
}

const migrationsFolder = new URL('../../../prisma/migrations/', import.meta.url);

/** Opens the database and brings its tables up to date, one process at a time. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl === undefined
    ? await openEmbedded(options)
    : await openPostgres(options, options.databaseUrl);
}

async function openEmbedded({ dataDir, clock, log }: DatabaseOptions): Promise<Database> {
  const folder = join(dataDir, 'db');
  const { pglite, close } = await openEmbeddedFolder(folder, log);
  log.info({ folder }, 'embedded database opened');
  const pool = embeddedPool(pglite);
  let isLost = false;
  void pool.lost.then(() => {
    isLost = true;
  });
  return await embeddedDatabase(pool, clock, log, {
    isOurs: true,
    afterClose: () => close({ isLost }),
  });
}

/**
 * The embedded database over its pool, which nobody has used yet; closes the pool with itself, and calls
 * `afterClose` then.
 */
export async function embeddedDatabase(
  pool: EmbeddedPool,
  clock: Clock,
  log: Logger,
  whose: Pick<Database, 'isOurs'> & { afterClose(): Promise<void> },
): Promise<Database> {
  const signals = new EventEmitter();
  pool.on('connect', (client) => {
    client.on('notification', ({ channel }) => signals.emit(channel));
  });
  const session = await pool.connect();
  await migrate(session, log).finally(() => session.release());
  const stopUpkeep = await startUpkeep(pool, log);
  return overPool(pool, clock, timeHere, {
    ...whose,
    beforeClose: stopUpkeep,
    log,
    schema: 'public',
    maxQueueMs: maxWaitMs,
    async listen(channel, onSignal) {
      signals.on(channel, onSignal);
      await pool.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      return async () => void signals.off(channel, onSignal);
    },
    connections: () => undefined,
    lost: pool.lost,
  });
}

async function openPostgres(
  { clock, log, poolSize = 10, lockTimeoutMs = usualLockTimeoutMs }: DatabaseOptions,
  connectionString: string,
): Promise<Database> {
  const schema = await checkFitness(connectionString, { poolSize, log });
  log.info(placeOf(connectionString), 'PostgreSQL database opened');
  await migratePostgres(connectionString, log);
  const pool = new JoinablePool({
    connectionString,
    Client: PostgresClient,
    max: poolSize,
    // So that a pooler or proxy between, which has a new server meanwhile, is asked for a connection to that one.
    maxLifetimeSeconds: 600,
    connectionTimeoutMillis: maxWaitMs,
    // PostgreSQL ends a statement that takes too long; this is for when it says nothing at all any more.
    query_timeout: statementTimeoutMs + 500,
    // A statement is sent without waiting for the answer to the one before.
    pipeline: true,
    keepAlive: true,
    onConnect: (client) => settleSession(client, lockTimeoutMs),
  });
  // A connection that breaks while nobody uses it is replaced; without a listener it would end the process.
  pool.on('error', ({ message }) => log.warn({ reason: message }, 'database connection lost'));
  return overPool(pool, clock, timeOfPostgres(), {
    isOurs: false,
    beforeClose: keepPlansFresh(pool, log),
    log,
    schema,
    maxQueueMs: lockTimeoutMs,
    listen: listenOnPostgres(connectionString, log),
    connections: () => ({
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    lost: new Promise(() => undefined),
  });
}

/** Which database it is; never the password. */
function placeOf(connectionString: string): Record<'host' | 'port' | 'database', unknown> {
  const { host, port, database } = new PostgresClient({ connectionString });
  return { host, port, database };
}

/** What both databases do alike, with what each does in its own way. */
function overPool(
  pool: pg.Pool,
  clock: Clock,
  time: Time,
  own: Pick<Database, 'isOurs' | 'listen' | 'connections' | 'lost'> & {
    readonly log: Logger;
    readonly schema: string;
    readonly maxQueueMs: number;
    beforeClose?(): void;
    afterClose?(): Promise<void>;
  },
): Database {
  const { schema, maxQueueMs, log } = own;
  const adapter = new PrismaPg(pool, { schema, statementNameGenerator: ({ sql }) => nameOf(sql) });
  const client = new PrismaClient({ adapter });
  const units = workOnPool(client, pool, { clock, time });
  const signals = createSignals(pool);
  const inTurn = createLockQueues(maxQueueMs);
  const willing = watchWillingness(log);
  const done = <T>(work: () => Promise<Signalling<T>>) => signals.after(() => willing.on(work));
  return {
    ...own,
    refusesChanges: willing.refusesChanges,
    async transaction(work, { queue, first = [] } = {}) {
      const begin = (settings: string) => done(() => units.transaction(work, { settings, first }));
      return queue === undefined ? await begin('') : await inTurn(queue, begin);
    },
    writeAtOnce: (work, { queue, ...how }) =>
      inTurn(queue, (settings) => done(() => units.writeAtOnce(work, { ...how, settings }))),
    run: (work) => done(() => units.run(work)),
    async statement<Row>(sql: string, parameters: readonly unknown[]) {
      const query = { name: nameOf(sql), text: sql, values: [...parameters] };
      return (await willing.on(() => pool.query(query))).rows as Row[];
    },
    get shiftMs() {
      return clock.shiftMs;
    },
    async close() {
      own.beforeClose?.();
      await signals.settle();
      await client.$disconnect();
      await pool.end();
      await own.afterClose?.();
    },
  };
}

async function migratePostgres(connectionString: string, log: Logger): Promise<void> {
  const session = await connectTo(connectionString)();
  await migrate(session, log).finally(() => session.end());
}

async function migrate(session: pg.ClientBase, log: Logger): Promise<void> {
  const names = await applyMigrations(session, migrationsFolder, { log });
  if (names.length > 0) log.info({ migrations: names }, 'database brought up to date');
}
