import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openDatabase } from '#built/platform/database/database.js';
import { createLogger } from '#built/platform/process/logger.js';
import { realClock } from '#built/shared/clock.js';
import { addWorkspaces, clearInvitations } from './rows.js';

/** @import { Peer } from './peer.js' */

// What somebody would write who knows only this one act: the same rows in the same tables under the same lock and
// limits, in one transaction of seven prepared statements, with nothing between them and the driver.

const hold = `SELECT allowed_domains, seat_limit, slack_admins_are_admins FROM workspaces WHERE id = $1 FOR NO KEY UPDATE`;
const actor = `SELECT role, closed_at FROM members WHERE workspace_id = $1 AND slack_user_id = $2`;
const standing = `SELECT (SELECT id FROM invitations WHERE workspace_id = $1 AND address = $2
    AND accepted_at IS NULL AND revoked_at IS NULL) AS open,
  EXISTS (SELECT 1 FROM members WHERE workspace_id = $1 AND address = $2 AND closed_at IS NULL) AS member,
  (SELECT result FROM seen_requests WHERE workspace_id = $1 AND key = $3) AS seen`;
/** As for the product: so many that nobody is refused. */
const mostADay = 1_000_000;
const limits = `INSERT INTO rate_limits AS r (key, acts, ends_at)
  SELECT key, 1, now() + interval '1 day' FROM unnest($1::text[]) AS key ORDER BY key
  ON CONFLICT (key) DO UPDATE SET
    acts = CASE WHEN r.ends_at <= now() THEN 1 ELSE r.acts + 1 END,
    ends_at = CASE WHEN r.ends_at <= now() THEN EXCLUDED.ends_at ELSE r.ends_at END
  RETURNING key, acts`;
const write = `WITH i AS (
    INSERT INTO invitations (id, workspace_id, email, address, role, generation, invited_by_slack_user,
      invited_by_name, created_at, sent_at, expires_at)
    VALUES ($1, $2, $3, $3, 'member', 1, $4, 'Adam', now(), now(), now() + interval '7 days')),
  d AS (
    INSERT INTO deliveries (id, workspace_id, invitation_id, channel, notice, recipient, created_at, due_at, give_up_at)
    VALUES ($5, $2, $1, 'email', 'invitations.invite_email', $3, now(), now(), now() + interval '1 day'),
      ($6, $2, $1, 'slack_dm', 'invitations.invite_dm', $3, now(), now(), now() + interval '1 day')),
  a AS (
    INSERT INTO audit_entries (id, workspace_id, actor, act, subject, detail, at)
    VALUES ($7, $2, 'Adam', 'invitation_sent', $3, '{"role":"Member"}', now()))
  INSERT INTO seen_requests (workspace_id, key, result, at) VALUES ($2, $8, '{}', now())`;

/**
 * The transaction written by hand, on tables as this app's.
 * @param {string} databaseUrl
 * @param {number} workspaces
 * @returns {Promise<Peer>}
 */
export async function openByHand(databaseUrl, workspaces) {
  const log = createLogger({ level: 'silent' });
  const database = await openDatabase({ databaseUrl, dataDir: '', clock: realClock(), log });
  const all = await addWorkspaces(database, workspaces);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  return {
    async create(index, email) {
      const workspace = all[index % workspaces]?.id ?? '';
      const client = await pool.connect();
      try {
        await invite(client, workspace, `U0ADMIN${index}`, email);
      } finally {
        client.release();
      }
    },
    clear: () => clearInvitations(database),
    async stop() {
      await pool.end();
      await database.close();
    },
  };
}

/**
 * @param {pg.PoolClient} client
 * @param {string} workspace
 * @param {string} user
 * @param {string} email
 */
async function invite(client, workspace, user, email) {
  const ask = (
    /** @type {string} */ name,
    /** @type {string} */ text,
    /** @type {unknown[]} */ values,
  ) => client.query({ name, text, values });
  await client.query('BEGIN');
  await ask('hold', hold, [workspace]);
  await ask('actor', actor, [workspace, user]);
  const { rows } = await ask('standing', standing, [workspace, email, email]);
  if (rows[0].open || rows[0].member || rows[0].seen) throw new Error('invited before');
  const counted = await ask('limits', limits, [[`a ${user}`, `w ${workspace}`, `e ${email}`]]);
  if (counted.rows.some(({ acts }) => acts > mostADay)) throw new Error('too many');
  const [i, d1, d2, a] = Array.from({ length: 4 }, () => randomUUID());
  await ask('write', write, [i, workspace, email, user, d1, d2, a, email]);
  await client.query('COMMIT');
}
