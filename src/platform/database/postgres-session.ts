import pg from 'pg';
import { noteBegun, presentBeginning } from './begun.ts';

/** No statement may keep a request waiting for longer than this. */
export const statementTimeoutMs = 8000;

/** Nor may a lock that somebody else has: Slack gives up after three seconds, and people shall read why. */
export const usualLockTimeoutMs = 2000;

/** The last transaction of a connection. */
interface Current {
  isOver: boolean;
  /** What the server answered to its COMMIT. */
  ended?: pg.QueryResult;
}

type Query = pg.Client['query'];

/**
 * A connection that may break at any moment. What is being asked on it then fails with the reason; but the event
 * of it, without a listener, would end the process. Of its transactions it tells the beginning, asks nothing in one
 * that is over, and nobody gets it as long as one may be open.
 */
export class PostgresClient extends pg.Client {
  readonly #isPipelined: boolean;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.#isPipelined = typeof config === 'object' && config.pipeline === true;
    this.on('error', () => undefined);
    const query: Query = this.query.bind(this);
    let current: Current = { isOver: true };
    this.query = ((...args: Parameters<Query>) => {
      const { text } = Object(args[0]);
      if (text === 'BEGIN') {
        current = { isOver: false };
        return this.#begin(query, current);
      }
      if (text === 'COMMIT' || text === 'ROLLBACK') return this.#end(query, current, text);
      return query(...args);
    }) as Query;
  }

  async #begin(query: Query, current: Current): Promise<pg.QueryResult> {
    const { settings, first } = presentBeginning();
    const [begin, ...firstQueries] = this.#inOnePiece([
      () => query(`BEGIN; ${settings} SELECT now() AS now`),
      ...first.map((each) => () => query(each)),
    ]);
    const firstAnswers = Promise.all(firstQueries);
    // Whoever has begun the transaction waits for them, if it begins at all.
    firstAnswers.catch(() => undefined);
    const results = (await begin) as unknown as pg.QueryResult[];
    const ask = async (asked: pg.QueryConfig) => {
      // Prisma ends what takes too long, and others may have the connection by then.
      if (current.isOver) throw new Error('the transaction is over');
      return await query(asked);
    };
    const commit = async (last: pg.QueryConfig) => {
      const [wrote, ended] = await Promise.allSettled(
        this.#inOnePiece([() => ask(last), () => this.#end(query, current, 'COMMIT')]),
      );
      // The COMMIT has rolled back then, as after any statement that fails.
      if (wrote?.status === 'rejected') throw wrote.reason;
      if (ended?.status === 'rejected') throw ended.reason;
    };
    noteBegun({ now: results.at(-1)?.rows[0].now, first: firstAnswers, ask, commit });
    return results[0] as pg.QueryResult;
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

  async #end(query: Query, current: Current, text: 'COMMIT' | 'ROLLBACK'): Promise<pg.QueryResult> {
    current.isOver = true;
    // Prisma comes to end what was committed with its last statement.
    if (current.ended) return current.ended;
    try {
      current.ended = await query({ text });
    } catch (error) {
      // The transaction may still be open there, and whoever had the connection next would be in the midst of it.
      this.connection.stream.destroy();
      throw error;
    }
    const { command } = current.ended;
    // PostgreSQL's answer when a statement has failed before, whatever became of that error.
    if (command !== text) throw new Error('the transaction had failed, and was rolled back');
    return current.ended;
  }
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
