import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { ClientBase } from 'pg';
import { TookTooLong, within } from '../process/deadline.ts';
import type { Logger } from '../process/logger.ts';
import { StartRefused } from '../process/start-refused.ts';
import { PostgresClient } from './postgres-session.ts';

/** Which connection a question is asked on. */
type Connect = () => Promise<ClientBase & { end(): Promise<void> }>;

const connectTimeoutMs = 5000;

/** How to open connections for looking around; it gives up soon. */
export function connectTo(connectionString: string): Connect {
  return async () => {
    try {
      const connectionTimeoutMillis = connectTimeoutMs;
      const client = new PostgresClient({ connectionString, connectionTimeoutMillis });
      await client.connect();
      return client;
    } catch (cause) {
      throw new StartRefused(unreachableText(cause), { cause });
    }
  };
}

/** What PostgreSQL or the network say when nobody gets in; never with a value of DATABASE_URL. */
function unreachableText(cause: unknown): string {
  const { code, message, syscall } = Object(cause) as Record<string, string | undefined>;
  if (syscall === 'open' || syscall === 'read') {
    return `A file that DATABASE_URL names (sslrootcert, sslcert or sslkey) can't be read (${code}): put its path right, and let this account read it.`;
  }
  const reason = message || code || 'no answer';
  return `The database that DATABASE_URL names can't be reached: ${reason}. Check that PostgreSQL runs, and host, port, database, role and password in DATABASE_URL.`;
}

/**
 * Refuses, in words, a PostgreSQL that the app would start on and then fail with: one behind a pooler that doesn't
 * keep sessions, one that can't hold every name, one without a schema. Warns of one that gives fewer connections than the
 * app opens. Gives the schema that its tables are in.
 */
export async function checkFitness(
  connectionString: string,
  { poolSize, log }: { poolSize: number; log: Logger },
): Promise<string> {
  refuseSchemaParameter(connectionString);
  await refuseEndlessFiles(connectionString);
  const connect = connectTo(connectionString);
  const client = await connect();
  try {
    await refusePooling(client, connect);
    const { rows } = await client.query(
      `SELECT current_schema() AS schema, quote_ident(current_database()) AS database,
         current_setting('server_encoding') AS encoding, current_setting('search_path') AS path,
         current_setting('transaction_read_only') AS "readOnly", pg_is_in_recovery() AS standby`,
    );
    const { schema, database, encoding, path, readOnly, standby } = rows[0] as Record<
      'schema' | 'database' | 'encoding' | 'path' | 'readOnly',
      string | null
    > & { standby: boolean };
    if (readOnly === 'on') throw new StartRefused(readOnlyText(database, standby));
    // SQL_ASCII takes every byte, and gives it back as it was.
    if (encoding !== 'UTF8' && encoding !== 'SQL_ASCII') {
      throw new StartRefused(
        `The database ${database} is encoded in ${encoding}, which cannot hold every name. Make another: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0; and name it in DATABASE_URL.`,
      );
    }
    if (schema == null) {
      throw new StartRefused(
        `The database ${database} has none of the schemas in its search_path (${path}) for this role. Make one of them, or put search_path right: ALTER ROLE … SET search_path = public.`,
      );
    }
    await warnOfTooFew(client, poolSize + listeners, log);
    return schema;
  } finally {
    await client.end();
  }
}

/** Beside the pool, one connection listens. */
const listeners = 1;

/** Superusers have only the server's limit. https://www.postgresql.org/docs/current/sql-createrole.html */
const connectionLimit = `SELECT LEAST(
    CASE WHEN rolsuper THEN NULL ELSE NULLIF(rolconnlimit, -1) END,
    CASE WHEN rolsuper THEN NULL ELSE NULLIF(datconnlimit, -1) END,
    current_setting('max_connections')::int
      - current_setting('superuser_reserved_connections')::int) AS limit
  FROM pg_roles, pg_database WHERE rolname = session_user AND datname = current_database()`;

async function warnOfTooFew(client: ClientBase, opened: number, log: Logger): Promise<void> {
  const { rows } = await client.query(connectionLimit);
  const limit = Number(rows[0]?.limit);
  if (opened <= limit) return;
  log.warn(
    { limit, opened },
    `PostgreSQL gives this role only ${limit} connections, and the app opens up to ${opened}: set DATABASE_POOL_SIZE lower, or let it have more`,
  );
}

function readOnlyText(database: string | null, isStandby: boolean): string {
  const why = isStandby
    ? 'its server is a standby. Name the primary server in DATABASE_URL'
    : `default_transaction_read_only is on. Switch it off for the role, the database or the server (ALTER DATABASE ${database} SET default_transaction_read_only = off)`;
  return `The database ${database} can only be read, as ${why}, and start again.`;
}

/** Prisma's own parameter, which PostgreSQL doesn't know: the tables would be elsewhere than asked for. */
function refuseSchemaParameter(connectionString: string): void {
  const schema = /[?&]schema=([^&]*)/.exec(connectionString)?.[1];
  if (schema === undefined || schema === 'public') return;
  throw new StartRefused(
    'DATABASE_URL has ?schema=, which PostgreSQL does not know. Leave it out, and say it to the role: ALTER ROLE … SET search_path = your_schema.',
  );
}

/** A certificate that is a pipe or a device is waited for, maybe without end, by all of this process. */
async function refuseEndlessFiles(connectionString: string): Promise<void> {
  const parameters = new URLSearchParams(/[?](.*)$/.exec(connectionString)?.[1]);
  const files = ['sslrootcert', 'sslcert', 'sslkey'];
  for (const [name, path] of [...parameters].filter(([each]) => files.includes(each))) {
    // Whoever reads it says why one can't be.
    const found = path ? await stat(path).catch(() => undefined) : undefined;
    if (!found || found.isFile() || found.isDirectory()) continue;
    throw new StartRefused(
      `What DATABASE_URL names as ${name} is a pipe or a device: name a file with the certificate or key in it.`,
    );
  }
}

/**
 * A pooler in transaction or statement mode gives each statement whichever connection is free, so what is set in a
 * session, LISTEN and prepared statements are lost or end up with others. It is seen by something set in our session
 * that turns up in another one, or is gone.
 */
async function refusePooling(client: ClientBase, connect: Connect): Promise<void> {
  if (!(await isBehindPooler(client))) return;
  const mark = randomUUID();
  await client.query("SELECT set_config('slack_invitations.session', $1, false)", [mark]);
  const other = await connect();
  try {
    // Keeps the connection that it gets, which with such a pooler is likely to be that of a moment ago.
    await within(poolerAnswersMs, other.query('BEGIN')).catch((cause: unknown) => {
      if (cause instanceof TookTooLong) throw new StartRefused(tooFewText, { cause });
      const isRefusedByMode = /pool/i.test(String(cause));
      throw new StartRefused(isRefusedByMode ? poolingText : unreachableText(cause), { cause });
    });
    const isSeenByOther = (await markIn(other)) === mark;
    const isGone = (await markIn(client)) !== mark;
    if (isSeenByOther || isGone) throw new StartRefused(poolingText);
  } finally {
    // One that still waits for its turn at the pooler has no goodbye to wait for.
    void other.end().catch(() => undefined);
  }
}

/** A pooler with a connection to spare answers at once. */
const poolerAnswersMs = 5000;

const tooFewText =
  'DATABASE_URL leads to a connection pooler (such as PgBouncer) that gives this app no second connection. Set default_pool_size there to at least 11 for each process of the app, or connect to PostgreSQL itself.';

const poolingText =
  'DATABASE_URL leads to a connection pooler (such as PgBouncer) that does not keep sessions. Set pool_mode=session there, or connect to PostgreSQL itself.';

/** A pooler tells its clients a key for cancelling of its own, not the one of PostgreSQL's process. */
async function isBehindPooler(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid !== (client as ClientBase & { processID: number | null }).processID;
}

async function markIn(client: ClientBase): Promise<unknown> {
  const { rows } = await client.query(
    "SELECT current_setting('slack_invitations.session', true) AS mark",
  );
  return rows[0]?.mark;
}
