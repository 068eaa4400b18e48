import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

// What lists of the record rest on in the database, on both: however many entries, a page is read from an index.

let db: TestDatabase;
let workspaceId: string;
beforeAll(async () => {
  db = await makeTestDatabase(realClock(), createLogger({ level: 'silent' }));
  const [workspace] = await db.query(
    `INSERT INTO workspaces (id, slack_team_id, name, created_at)
     VALUES (gen_random_uuid(), 'T1', 'One', now()) RETURNING id`,
  );
  workspaceId = String(workspace?.id);
  await db.query(
    `INSERT INTO audit_entries (id, workspace_id, actor, act, subject, detail, at)
     SELECT gen_random_uuid(), $1, 'Ada', 'link_shown', i || '@example.com', '{}', now() - i * interval '1 second'
     FROM generate_series(1, 20000) AS i`,
    [workspaceId],
  );
  await db.query(
    `INSERT INTO audit_people (entry_id, workspace_id, kind, person, at, is_about)
     SELECT id, workspace_id, 'address'::audit_person_kind, 'ada@example.com', at, FALSE FROM audit_entries
     UNION ALL SELECT id, workspace_id, 'address', subject, at, TRUE FROM audit_entries
     UNION ALL SELECT id, workspace_id, 'slack_user', 'U' || (row_number() OVER () % 3), at, FALSE FROM audit_entries`,
  );
  await db.query(
    `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, joined_at)
     VALUES ('00000000-0000-4000-8000-000000000001', $1, 'ada@example.com', 'ada@example.com', 'Ada', 'admin', 'x', now())`,
    [workspaceId],
  );
  for (const table of ['audit_entries', 'audit_people']) await db.query(`ANALYZE ${table}`);
});
afterAll(() => db.remove());

async function planOf(statement: string): Promise<string> {
  const plan = await db.query(`EXPLAIN ${statement}`);
  return plan.map((row) => Object.values(row).join()).join('\n');
}

const place = "(now() - interval '10000 seconds', '00000000-0000-4000-8000-000000000000'::uuid)";
const ofAda = `p.workspace_id = '$W' AND p.kind = 'address'
  AND p.person = (SELECT address FROM members WHERE workspace_id = '$W' AND id = '00000000-0000-4000-8000-000000000001')`;

test.each([
  [
    'everybody, from a place on',
    `SELECT a.id FROM audit_entries a WHERE a.workspace_id = '$W' AND (a.at, a.id) <= ${place}
     ORDER BY a.at DESC, a.id DESC LIMIT 21`,
    'audit_entries_workspace_id_at_id_idx',
  ],
  [
    'one person, from a place on',
    `SELECT a.id FROM audit_people p JOIN audit_entries a ON a.id = p.entry_id WHERE ${ofAda}
     AND (p.at, p.entry_id) <= ${place} ORDER BY p.at DESC, p.entry_id DESC LIMIT 21`,
    'audit_people_workspace_id_kind_person_at_entry_id_idx',
  ],
  [
    'one person, back from a place',
    `SELECT a.id FROM audit_people p JOIN audit_entries a ON a.id = p.entry_id WHERE ${ofAda}
     AND (p.at, p.entry_id) > ${place} ORDER BY p.at, p.entry_id LIMIT 20`,
    'audit_people_workspace_id_kind_person_at_entry_id_idx',
  ],
  [
    'what was done with one person',
    `SELECT a.id FROM audit_people p JOIN audit_entries a ON a.id = p.entry_id WHERE ${ofAda}
     AND p.is_about AND a.act <> 'signed_in' ORDER BY p.at DESC, p.entry_id DESC LIMIT 10`,
    'audit_people_about',
  ],
])('%s is read in its order, without sorting or reading all', async (_what, statement, index) => {
  const plan = await planOf(statement.replaceAll('$W', workspaceId));
  expect(plan).toContain(index);
  expect(plan).not.toMatch(/Sort|Seq Scan on audit/);
});

test('whom somebody brought in is found by an index', async () => {
  await db.query(
    `INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user, invited_by_name,
       created_at, sent_at, expires_at, accepted_at)
     SELECT gen_random_uuid(), $1, i || '@example.com', i || '@example.com', 'member', 'U' || (i % 50), 'Ada',
       now(), now(), now(), now() - i * interval '1 second' FROM generate_series(1, 5000) AS i`,
    [workspaceId],
  );
  await db.query('ANALYZE invitations');
  const plan = await planOf(
    `SELECT i.id FROM invitations i LEFT JOIN members m ON m.invitation_id = i.id
     WHERE i.workspace_id = '${workspaceId}' AND i.accepted_at IS NOT NULL AND i.invited_by_slack_user = 'U7'
     ORDER BY i.accepted_at DESC, i.id DESC LIMIT 21`,
  );
  expect(plan).toContain('invitations_brought_in');
  expect(plan).not.toMatch(/Sort|Seq Scan on invitations/);
});
