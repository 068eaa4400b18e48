import { randomUUID } from 'node:crypto';

/** @import { Database } from '#built/platform/database/database.js' */

/**
 * Adds workspaces to the app's own tables.
 * @param {Pick<Database, 'statement'>} database
 * @param {number} count
 */
export async function addWorkspaces(database, count) {
  const all = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    slackTeamId: `T0BENCH${index}`,
  }));
  await database.statement(
    `INSERT INTO workspaces (id, slack_team_id, name, created_at)
     SELECT id, team, 'Bench', now() FROM unnest($1::uuid[], $2::text[]) AS new (id, team)`,
    [all.map(({ id }) => id), all.map(({ slackTeamId }) => slackTeamId)],
  );
  return all;
}

/**
 * Empties what invitations fill, so that no round is slower for those before it.
 * @param {Pick<Database, 'statement'>} database
 */
export async function clearInvitations(database) {
  await database.statement(
    'TRUNCATE invitations, deliveries, audit_entries, seen_requests, rate_limits, kept_counts CASCADE',
    [],
  );
}
