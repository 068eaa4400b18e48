import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PretendUser } from 'pretend-slack';
import { expect } from 'vitest';
import type { InvitationId, WorkspaceId } from '../../src/shared/ids.ts';
import type { TestDatabase } from './test-database.ts';

/** What every text of the neighbour's has in it, and nothing of the story's. */
export const neighboursMark = /globex/i;

/** The token of the session in the browser of the neighbour's first member. */
export const neighboursToken = 'neighbour'.padEnd(43, 'x');

interface Person {
  readonly number: number;
  readonly id: string;
  readonly accepted: string;
  readonly open: string;
  readonly address: string;
  readonly name: string;
  readonly role: 'member' | 'admin';
  readonly slack_user: string | undefined;
}

/** Whoever comes in the story by their Slack user alone; so long as nobody says otherwise (see addPerson). */
export function strangersIn(known: readonly PretendUser[]): PretendUser[] {
  const written = new Set(storyText().match(/\bU0[A-Z0-9]+\b/g));
  const strangers = [...written].filter((id) => !known.some((user) => user.id === id));
  return strangers.map((id) => {
    const name = id.toLowerCase();
    return { id, name, realName: name, email: `${name}@people.example`, tz: 'Etc/UTC' };
  });
}

/** The story that is running, as it is written. */
function storyText(): string {
  const { testPath } = expect.getState();
  if (!testPath) throw new Error('no story is running');
  return readFileSync(testPath, 'utf8');
}

/** Whoever has an address or a Slack user in the story, by another name and mostly with another role. */
function everybody(slackUsers: readonly PretendUser[]): Person[] {
  const bySlack = new Map(slackUsers.flatMap(({ id, email }) => (email ? [[email, id]] : [])));
  const written = storyText().match(/[\p{L}\d.+_-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu) ?? [];
  const addresses = [...bySlack.keys(), ...written].map((each) => each.toLowerCase());
  return [...new Set(addresses)].map((address, index) => {
    const slackUser = bySlack.get(address);
    const isAdminInSlack = slackUsers.some(({ id, isAdmin }) => id === slackUser && isAdmin);
    return {
      number: index + 1,
      id: randomUUID(),
      accepted: randomUUID(),
      open: randomUUID(),
      address,
      name: `${address.replace(/@.*/, '')} of Globex`,
      role: isAdminInSlack ? 'member' : 'admin',
      slack_user: slackUser,
    };
  });
}

/** The neighbour's own invitation by which somebody can still join, and whose link no story knows. */
const waiting = 'gil@globex.example';

/** Each statement has the workspace as $1 and everybody as $2. */
const statements = [
  `UPDATE workspaces SET link_warnings = false, allowed_domains = '{globex.example}',
     seat_limit = (SELECT count(*) + 1 FROM people),
     slack_admins_are_admins = false, follow_deactivations = true, joined_messages = false,
     reminders = false, weekly_summary = false, slack_app_id = 'A0APP'
   WHERE id = $1`,
  `INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user,
     invited_by_name, created_at, sent_at, expires_at, accepted_at, revoked_at)
   SELECT kind.id, $1, address, address, role, 'U0ADAM', 'Adam of Globex', now(), now(), expires,
     accepted_at, revoked_at
   FROM people, LATERAL (VALUES
     (accepted, now() + interval '7 days', now(), NULL::timestamptz),
     (open, now() + interval '7 days', NULL, NULL),
     (gen_random_uuid(), now() + interval '7 days', NULL, now())
   ) AS kind (id, expires, accepted_at, revoked_at)`,
  `INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user,
     invited_by_name, created_at, sent_at, expires_at)
   SELECT gen_random_uuid(), $1, email, email, 'member', 'U0ADAM', 'Adam of Globex', now(), now(), expires
   FROM (VALUES ('${waiting}', now() + interval '7 days'), ('late@globex.example', now()))
     AS invited (email, expires)`,
  `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash,
     slack_user_id, joined_at, invitation_id)
   SELECT id, $1, address, address, name, role, 'none', slack_user, now(), accepted FROM people`,
  `INSERT INTO avatars (member_id, webp, updated_at)
   SELECT id, convert_to(name, 'UTF8'), now() FROM people`,
  `INSERT INTO sessions (id, workspace_id, member_id, created_at, last_seen_at, expires_at, user_agent, ip_address)
   SELECT sha256(convert_to('${neighboursToken}' || CASE number WHEN 1 THEN '' ELSE number::text END, 'UTF8')), $1, id, now(), now(),
     now() + interval '30 days', 'Browser of Globex', '192.0.2.1' FROM people`,
  `INSERT INTO deliveries (id, workspace_id, invitation_id, channel, notice, recipient, state,
     attempts, reason, created_at, due_at, give_up_at, sent_at)
   SELECT gen_random_uuid(), $1, open, channel::delivery_channel, notice, recipient,
     state::delivery_state, 1, 'said by Globex', now(), now(), now() + interval '1 day', sent
   FROM people, LATERAL (VALUES
     ('email', 'invitations.invite_email', address, 'failed', NULL::timestamptz),
     ('email', 'sessions.reset_email', address, 'sent', now()),
     ('slack_dm', 'invitations.joined_dm', slack_user, 'sent', now()),
     ('slack_dm', 'invitations.undelivered_dm', slack_user, 'cancelled', NULL)
   ) AS each (channel, notice, recipient, state, sent)
   WHERE recipient IS NOT NULL`,
  `INSERT INTO home_tabs (workspace_id, slack_user_id, state, shown_at, view_hash)
   SELECT $1, slack_user, '{"tab": "invitations", "filter": "expired", "text": "globex"}', now(), 'globex'
   FROM people WHERE slack_user IS NOT NULL`,
  `INSERT INTO link_sharings (workspace_id, channel, message_ts, invitation_id, at)
   SELECT $1, 'C0GENERAL', '1.000001', open, now() FROM people`,
  `INSERT INTO audit_entries (id, workspace_id, actor, act, subject, detail, at)
   SELECT gen_random_uuid(), $1, 'Adam of Globex', 'invitation_sent', address, '{"role": "member"}', now()
   FROM people`,
  `INSERT INTO audit_people (entry_id, workspace_id, kind, person, at)
   SELECT id, $1, 'address'::audit_person_kind, subject, at FROM audit_entries WHERE workspace_id = $1
   UNION ALL SELECT id, $1, 'slack_user', 'U0ADAM', at FROM audit_entries WHERE workspace_id = $1`,
  `INSERT INTO requests (id, workspace_id, email, address, created_at, due_at, told_at)
   SELECT open, $1, address, address, now(), now() + interval '300 days', now() FROM people`,
  `INSERT INTO request_askers (request_id, workspace_id, member_id, slack_user_id, name, at)
   SELECT open, $1, id, COALESCE(slack_user, 'U0GLOBEX'), name, now() FROM people`,
  `INSERT INTO request_copies (request_id, workspace_id, recipient, channel, message_ts)
   SELECT open, $1, 'U0ADAM', 'D0GLOBEX', number::text FROM people`,
  `INSERT INTO seen_requests (workspace_id, key, result, at) VALUES ($1, 'globex', '{}', now())`,
];

/**
 * Fills the neighbour's workspace. Everybody in it is a member and invited at once, as nobody can be by the app: so
 * whoever is looked for without the workspace is found. Gives an invitation that still works.
 */
export async function furnish(
  database: TestDatabase,
  workspaceId: WorkspaceId,
  slackUsers: readonly PretendUser[],
): Promise<InvitationId> {
  const persons = JSON.stringify(everybody(slackUsers));
  for (const statement of statements) {
    await database.query(
      `WITH given AS (SELECT $1::uuid, $2::jsonb AS persons), people AS (
         SELECT person.* FROM given, jsonb_to_recordset(persons) AS person
           (number int, id uuid, accepted uuid, open uuid, address text, name text, role role, slack_user text)
       ) ${statement}`,
      [workspaceId, persons],
    );
  }
  // The clock of a story may go on for hours, and nothing of the neighbour's may become due by that.
  await database.query("UPDATE member_looks SET due_at = due_at + interval '10 years'");
  const [row] = await database.query('SELECT id FROM invitations WHERE address = $1', [waiting]);
  return String(row?.id) as InvitationId;
}
