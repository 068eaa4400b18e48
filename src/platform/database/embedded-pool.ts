import { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';
import type pg from 'pg';
import { JoinablePool } from './joining.ts';
import { lostDatabase } from './lost.ts';
import { PostgresClient } from './postgres-session.ts';

/** A pool that tells when there is nothing behind it any more. */
export type EmbeddedPool = pg.Pool & {
  /** Resolves, with why, when the embedded database has ended by itself. Everything that is asked then fails at once. */
  readonly lost: Promise<Error>;
};

/**
 * The embedded database as a pool of `pg`'s, so that one driver serves both databases. It has one session, so the
 * pool has one connection, and nothing else may speak to `pglite` meanwhile: it would find itself in the midst of
 * somebody's transaction. The caller closes the pool, and `pglite` after it.
 */
export function embeddedPool(pglite: PGlite): EmbeddedPool {
  const line = new Line(pglite);
  const pool = new JoinablePool({
    // Everything that pg would otherwise take from the environment. PGlite lets its one user in without a password.
    user: 'postgres',
    database: 'postgres',
    password: '',
    ssl: false,
    max: 1,
    idleTimeoutMillis: 0,
    Client: PostgresClient,
    stream: () => new Wire(line),
    async onConnect(client) {
      // pg-pool takes a new connection after a failed statement. Here it leads to the session of the last one.
      await client.query('ROLLBACK; DEALLOCATE ALL');
    },
  });
  // A connection that breaks while nobody uses it: whoever needs to know waits for `lost`.
  pool.on('error', () => undefined);
  return Object.assign(pool, { lost: line.lost });
}

/** The way to the one database behind all connections of a pool; it notices when that has ended. */
class Line {
  readonly lost: Promise<Error>;
  readonly #pglite: PGlite;
  #end: Error | undefined;
  #tell: (end: Error) => void = () => undefined;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
    this.lost = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  /** Hands over whole statements and gives the answers; throws, then and ever after, when the database has ended. */
  async exchange(bytes: Uint8Array): Promise<Buffer> {
    if (this.#end) throw this.#end;
    const answers: Uint8Array[] = [];
    const failure = await this.#pglite
      .execProtocolRawStream(bytes, {
        // It is in the database's own memory, which changes.
        onRawData: (answer) => answers.push(answer.slice()),
      })
      .catch((error: unknown) => error);
    const answer = Buffer.concat(answers);
    this.#end = lostDatabase(bytes, answer, failure);
    if (!this.#end) return answer;
    this.#tell(this.#end);
    throw this.#end;
  }
}

/** Carries PostgreSQL's protocol to the embedded database and back, as a socket would. */
class Wire extends Duplex {
  readonly #line: Line;

  constructor(line: Line) {
    super();
    this.#line = line;
  }

  connect(): void {
    process.nextTick(() => this.emit('connect'));
  }

  override _read(): void {}

  override _write(bytes: Uint8Array, _encoding: string, done: (error?: Error) => void): void {
    // Not sooner: pg writes again as soon as it reads, which a stream must not see while it writes. As behind a socket,
    // what else goes on has its turn between two statements, however many wait for the database.
    this.#line.exchange(bytes).then(
      (answer) =>
        setImmediate(() => {
          if (answer.length > 0) this.push(answer);
          done();
        }),
      done,
    );
  }

  /** The messages of one statement, which pg writes together, reach the database together. */
  override _writev(messages: { chunk: Uint8Array }[], done: (error?: Error) => void): void {
    this._write(Buffer.concat(messages.map(({ chunk }) => chunk)), 'buffer', done);
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  // What else pg asks of a socket.
  setNoDelay(): void {}
  ref(): void {}
}
