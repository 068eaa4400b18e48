// As SQL, since every request asks it of the database, and stores of other features ask it of what hangs on a session.
// What is known of the rows comes before what another table must be asked for.

const hasSecondStep = 'EXISTS (SELECT 1 FROM second_steps x WHERE x.member_id = m.id)';

/**
 * Whether the session s waits for its member m to set up the second step that the workspace w asks for. Those who came in
 * without a password are asked for none.
 */
export const isHeldUp = `((w.second_step = 'everybody' OR w.second_step = 'admins' AND m.role = 'admin')
    AND s.way IN ('password', 'second_step', 'link') AND NOT ${hasSecondStep})`;

/** Whether the session opens anything: not while it is held up, nor by a password alone where a code is asked for. */
export const opens = `(NOT ${isHeldUp} AND NOT (s.way = 'password' AND ${hasSecondStep}))`;

/** The same of the session that an entry of oidc_entries ends with, as SQL. */
export const opensAnything = `EXISTS (
  SELECT 1 FROM sessions s JOIN members m ON m.id = s.member_id JOIN workspaces w ON w.id = s.workspace_id
  WHERE s.id = oidc_entries.session_id AND ${opens})`;
