import pg from 'pg';
import { beginSql, noteBegin } from './postgres-time.ts';

/** No statement may keep a request waiting for longer than this. */
export const statementTimeoutMs = 8000;

/** Nor may a lock that somebody else has: Slack gives up after three seconds, and people shall read why. */
export const usualLockTimeoutMs = 2000;

/**
 * A connection that may break at any moment. What is being asked on it then fails with the reason; but the event
 * of it, without a listener, would end the process.
 */
export class PostgresClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
    const query = this.query.bind(this);
    let current = { isOver: true };
    const begin = async () => {
      const results = (await query(beginSql)) as unknown as [pg.QueryResult, pg.QueryResult];
      const transaction = { isOver: false };
      current = transaction;
      const ask = async (asked: pg.QueryConfig) => {
        // Prisma ends what takes too long, and others may have the connection by then.
        if (transaction.isOver) throw new Error('the transaction is over');
        return await query(asked);
      };
      noteBegin({ now: results[1].rows[0].now, ask });
      return results[0];
    };
    const end = async (args: Parameters<typeof query>) => {
      current.isOver = true;
      try {
        return await query(...args);
      } catch (error) {
        // The transaction may still be open there, and whoever had the connection next would be in the midst of it.
        this.connection.stream.destroy();
        throw error;
      }
    };
    // As it is but that a transaction learns the time as it begins, that nothing is asked in one that is over, and that
    // nobody gets a connection on which one may not have ended.
    this.query = ((...args: Parameters<typeof query>) => {
      const { text } = Object(args[0]);
      if (text === 'BEGIN') return begin();
      if (text === 'COMMIT' || text === 'ROLLBACK') return end(args);
      return query(...args);
    }) as typeof query;
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
