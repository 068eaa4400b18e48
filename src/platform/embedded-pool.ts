import { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';

/**
 * The embedded database as a pool of `pg`'s, so that one driver serves both databases. It has one session, so the
 * pool has one connection, and nothing else may speak to `pglite` meanwhile: it would find itself in the midst of
 * somebody's transaction. The caller closes the pool, and `pglite` after it.
 */
export function embeddedPool(pglite: PGlite): pg.Pool {
  return new pg.Pool({
    // Everything that pg would otherwise take from the environment. PGlite lets its one user in without a password.
    user: 'postgres',
    database: 'postgres',
    password: '',
    ssl: false,
    max: 1,
    idleTimeoutMillis: 0,
    stream: () => new Wire(pglite),
    async onConnect(client) {
      // pg-pool takes a new connection after a failed statement. Here it leads to the session of the last one.
      await client.query('ROLLBACK; DEALLOCATE ALL');
    },
  });
}

/** Carries PostgreSQL's protocol to the embedded database and back, as a socket would. */
class Wire extends Duplex {
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    super();
    this.#pglite = pglite;
  }

  connect(): void {
    process.nextTick(() => this.emit('connect'));
  }

  override _read(): void {}

  override _write(bytes: Uint8Array, _encoding: string, done: (error?: Error) => void): void {
    this.#exchange(bytes).then(() => done(), done);
  }

  /** The messages of one statement, which pg writes together, reach the database together. */
  override _writev(messages: { chunk: Uint8Array }[], done: (error?: Error) => void): void {
    this._write(Buffer.concat(messages.map(({ chunk }) => chunk)), 'buffer', done);
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  async #exchange(bytes: Uint8Array): Promise<void> {
    const answers: Uint8Array[] = [];
    await this.#pglite.execProtocolRawStream(bytes, {
      // It is in the database's own memory, which changes.
      onRawData: (answer) => answers.push(answer.slice()),
    });
    // Not sooner: pg writes again as soon as it reads, which a stream must not see while it writes.
    for (const answer of answers) this.push(answer);
  }

  // What else pg asks of a socket.
  setNoDelay(): void {}
  ref(): void {}
}
