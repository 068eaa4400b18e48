import pg from 'pg';

/** No statement may keep a request waiting for longer than this. */
export const statementTimeoutMs = 8000;

/** Nor may a lock that somebody else has: Slack gives up after three seconds, and people shall read why. */
export const usualLockTimeoutMs = 2000;

/**
 * In a transaction a statement is planned once for each connection, and not for what it is asked with: to plan the larger ones
 * takes longer than to carry them out, and left to itself PostgreSQL plans many of them each time, as it hopes for a better plan.
 */
const plansAreKept = "SET LOCAL plan_cache_mode = 'force_generic_plan';";
/** For a search, whose plan depends on what is searched for. */
const plannedAnew = "SET LOCAL plan_cache_mode = 'force_custom_plan';";

/** The last transaction of a connection. */
interface Current {
  isOver: boolean;
}

type Query = pg.Client['query'];

/** How a transaction is begun. */
export interface Beginning {
  /** SET LOCAL statements, each ended by a semicolon; none when empty. */
  readonly settings: string;
  /** The first statements, which go along with BEGIN and thereby cost no round trip of their own. */
  readonly first: readonly pg.QueryConfig[];
}

/** A whole transaction. */
interface Whole {
  readonly now: Date;
  readonly answers: readonly pg.QueryResult[];
}

/** A transaction as it began. */
export interface Begun {
  readonly now: Date;
  /** What the first statements gave. */
  readonly first: Promise<pg.QueryResult[]>;
  /** Asks on its connection; throws once the transaction is over. */
  ask(query: pg.QueryConfig): Promise<pg.QueryResult>;
  /** Asks the last statement, if any, and commits, in one round trip. When it throws, nothing was committed or nobody knows. */
  commit(last: pg.QueryConfig | undefined): Promise<void>;
  rollBack(): Promise<void>;
  /** Whether it was ended, however that went. */
  isOver(): boolean;
}

/**
 * A connection that may break at any moment. What is being asked on it then fails with the reason; but the event
 * of it, without a listener, would end the process. It asks nothing in a transaction that is over, and nobody gets it
 * as long as one may be open.
 */
export class PostgresClient extends pg.Client {
  readonly #isPipelined: boolean;
  /** As `pg` does it. */
  readonly #query: Query;
  #current: Current = { isOver: true };

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.#isPipelined = typeof config === 'object' && config.pipeline === true;
    this.on('error', () => undefined);
    this.#query = this.query.bind(this);
    // Prisma begins transactions, too, for what takes it several statements.
    this.query = ((...args: Parameters<Query>) => {
      const { text } = Object(args[0]);
      if (text === 'BEGIN') this.#current = { isOver: false };
      if (text === 'COMMIT' || text === 'ROLLBACK') return this.#end(this.#current, text);
      return this.#query(...args);
    }) as Query;
  }

  /** Asks a statement that is planned for what it is asked with, in one round trip. */
  async askPlannedAnew(query: pg.QueryConfig): Promise<pg.QueryResult> {
    const { answers } = await this.whole(plannedAnew, [query]);
    return answers[0] as pg.QueryResult;
  }

  /**
   * Does a whole transaction in one round trip; gives the time at which it began, and what each statement was answered. When
   * it throws, nothing was committed or nobody knows.
   */
  async whole(settings: string, statements: readonly pg.QueryConfig[]): Promise<Whole> {
    const current: Current = { isOver: false };
    this.#current = current;
    const answers = await Promise.allSettled(
      this.#inOnePiece([
        () => this.#query(beginning(settings)),
        ...statements.map((each) => () => this.#query(each)),
        () => this.#end(current, 'COMMIT'),
      ]),
    );
    // The first that failed is why: what is behind it was refused, and the COMMIT has rolled back.
    const failed = answers.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
    const [begun, ...results] = answers.flatMap((each) =>
      each.status === 'fulfilled' ? [each.value] : [],
    );
    return { now: timeIn(begun), answers: results.slice(0, -1) };
  }

  /** Begins a transaction; what fails in it, the first statements too, leaves it open until it is ended. */
  async begin({ settings, first }: Beginning): Promise<Begun> {
    const current: Current = { isOver: false };
    this.#current = current;
    const [begin, ...firstQueries] = this.#inOnePiece([
      () => this.#query(beginning(settings)),
      ...first.map((each) => () => this.#query(each)),
    ]);
    const firstAnswers = Promise.all(firstQueries);
    // Whoever has begun the transaction waits for them, if it begins at all.
    firstAnswers.catch(() => undefined);
    const now = timeIn(await begin);
    const ask = async (asked: pg.QueryConfig) => {
      // What takes too long is ended, and others may have the connection by then.
      if (current.isOver) throw new Error('the transaction is over');
      return await this.#query(asked);
    };
    return {
      now,
      first: firstAnswers,
      ask,
      commit: async (last) => {
        const [wrote, ended] = await Promise.allSettled(
          this.#inOnePiece([
            async () => void (last && (await ask(last))),
            async () => void (await this.#end(current, 'COMMIT')),
          ]),
        );
        // The COMMIT has rolled back then, as after any statement that fails.
        if (wrote?.status === 'rejected') throw wrote.reason;
        if (ended?.status === 'rejected') throw ended.reason;
      },
      rollBack: async () => void (await this.#end(current, 'ROLLBACK')),
      isOver: () => current.isOver,
    };
  }

  /**
   * Asks all of it, each without waiting for what the one before has led to. What may be pipelined is sent together; else
   * one waits for the other's answer, as `pg` wants it.
   */
  #inOnePiece<T>(asks: readonly (() => Promise<T>)[]): Promise<T>[] {
    if (!this.#isPipelined) {
      let before: Promise<unknown> = Promise.resolve();
      return asks.map((ask) => {
        const answer = before.then(ask);
        before = answer.catch(() => undefined);
        return answer;
      });
    }
    const { stream } = this.connection;
    stream.cork();
    try {
      return asks.map((ask) => ask());
    } finally {
      stream.uncork();
    }
  }

  async #end(current: Current, text: 'COMMIT' | 'ROLLBACK'): Promise<pg.QueryResult> {
    current.isOver = true;
    let ended: pg.QueryResult;
    try {
      ended = await this.#query({ text });
    } catch (error) {
      // The transaction may still be open there, and whoever had the connection next would be in the midst of it.
      this.connection.stream.destroy();
      throw error;
    }
    // PostgreSQL's answer when a statement has failed before, whatever became of that error.
    if (ended.command !== text) throw new Error('the transaction had failed, and was rolled back');
    return ended;
  }
}

function beginning(settings: string): string {
  return `BEGIN; ${plansAreKept} ${settings} SELECT now() AS now`;
}

/** What {@link beginning} was answered: several results. */
function timeIn(begun: unknown): Date {
  return (begun as pg.QueryResult[]).at(-1)?.rows[0].now;
}

/**
 * Makes a new connection behave as the app counts on, whatever its server, database or role have set. By SET, as
 * poolers refuse or drop what a connection asks for when it opens; and looked at, as the adapter sends times
 * without a zone (prisma/orm #28629): in another one than UTC, each would be wrong without a word.
 */
export async function settleSession(
  client: pg.ClientBase,
  lockTimeout = usualLockTimeoutMs,
): Promise<void> {
  await client.query(
    `SET TimeZone = 'UTC'; SET statement_timeout = ${statementTimeoutMs}; SET lock_timeout = ${lockTimeout};
     SET idle_in_transaction_session_timeout = 20000; SET default_transaction_isolation = 'read committed'`,
  );
  const { rows } = await client.query('SHOW TimeZone');
  const zone: unknown = rows[0]?.TimeZone;
  if (zone !== 'UTC') throw new Error(`the database's session is in ${zone}, and not in UTC`);
}
