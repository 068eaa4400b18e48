import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import type { Begun } from './postgres-session.ts';
import type { Prisma, PrismaClient } from './prisma-client/client.ts';
import type { Tables } from './unit-of-work.ts';

// Prisma takes a connection from its pool for each transaction, and begins and ends it there. Ours are begun without it,
// which costs half as much; it joins them when a store asks it for something.

const joining = new AsyncLocalStorage<pg.PoolClient>();

/** A pool that gives Prisma, where it joins a transaction, the connection of that. */
export class JoinablePool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Parameters<pg.Pool['connect']>[0]): void;
  override connect(callback?: Parameters<pg.Pool['connect']>[0]): unknown {
    if (callback) return super.connect(callback);
    const joined = joining.getStore();
    return joined ? Promise.resolve(joined) : super.connect();
  }
}

/** Prisma within a transaction that was begun without it. */
export interface Joined {
  readonly db: Tables;
  /** Ends what Prisma has of it, which ends nothing in the database. */
  leave(): Promise<void>;
}

/** `ms` is longer than the transaction can take. */
export function joinLater(client: PrismaClient, begun: Pick<Begun, 'ask'>, ms: number): Joined {
  let leave = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  let joined: Promise<Prisma.TransactionClient> | undefined;
  let ended: Promise<void> | undefined;

  function join(): Promise<Prisma.TransactionClient> {
    joined ??= new Promise((resolve, reject) => {
      const stay = async (db: Prisma.TransactionClient): Promise<void> => {
        resolve(db);
        await left;
      };
      ended = joining.run(connectionOf(begun), () =>
        client.$transaction(stay, { maxWait: ms, timeout: ms }).catch(reject),
      );
    });
    return joined;
  }

  return {
    db: asked(async (model, act, args) => {
      const delegate: object = Reflect.get(await join(), model);
      return await Reflect.apply(Reflect.get(delegate, act), delegate, args);
    }),
    async leave() {
      leave();
      await ended;
    },
  };
}

/** The tables, everything on which is done by `act`. */
function asked(
  act: (model: PropertyKey, act: PropertyKey, args: unknown[]) => Promise<unknown>,
): Tables {
  return new Proxy({} as Tables, {
    get: (_, model) =>
      new Proxy(
        {},
        {
          get:
            (_model, name) =>
            (...args: unknown[]) =>
              act(model, name, args),
        },
      ),
  });
}

const frame = new Set(['BEGIN', 'COMMIT', 'ROLLBACK']);
const done = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };

/** The connection of a transaction, as Prisma uses it; whoever has begun the transaction ends it. */
function connectionOf({ ask }: Pick<Begun, 'ask'>): pg.PoolClient {
  const connection = {
    query: async (query: pg.QueryConfig) => (frame.has(query.text) ? done : await ask(query)),
    release: () => undefined,
    on: () => connection,
    removeListener: () => connection,
  };
  return connection as unknown as pg.PoolClient;
}
