import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findAsker, findAskerOfTeam } from '../../src/members/asker-store.ts';
import { findAccountsOfPerson } from '../../src/members/store.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import type { WorkspaceId } from '../../src/shared/ids.ts';
import { findWorkspace } from '../../src/workspaces/api.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

// The statement by hand says what the plain ones say, on both databases.

let database: TestDatabase;
let ids: WorkspaceId[];
beforeAll(async () => {
  database = await makeTestDatabase(realClock(), createLogger({ level: 'silent' }));
  const rows = await database.query(
    `INSERT INTO workspaces (id, slack_team_id, name, created_at, allowed_domains, seat_limit, installer_slack_user)
     VALUES (gen_random_uuid(), 'T1', 'Acme, "Inc" \\ {ä}', now(), ARRAY['a.example', 'b,c'], 5, 'U9'),
       (gen_random_uuid(), 'T2', 'Globex', now(), ARRAY[]::text[], NULL, NULL) RETURNING id`,
  );
  ids = rows.map(({ id }) => id as WorkspaceId);
});
afterAll(async () => {
  await database.remove();
});

const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);
const member = fc.record({
  workspace: oneOf(0, 1),
  address: oneOf('ana@a.example', 'bo@a.example', 'zoë@ä.example'),
  slackUserId: oneOf('U1', 'U2', null),
  isOpen: fc.boolean(),
  role: oneOf('member', 'admin'),
  displayName: fc.string({ minLength: 1, maxLength: 8 }).map((name) => name.replaceAll('\0', '0')),
});
const person = fc.record({
  userId: oneOf('U1', 'U2', 'U3'),
  address: oneOf('ana@a.example', 'zoë@ä.example', undefined),
});

test('who asks is found as by the plain statements', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(member, { maxLength: 5 }), person, async (members, who) => {
      await database.query('DELETE FROM members');
      for (const each of members) {
        const { workspace, address, slackUserId, isOpen, role, displayName } = each;
        await database.query(
          `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, slack_user_id,
             joined_at, closed_at)
           VALUES (gen_random_uuid(), $1::uuid, $2, $2, $3, $4::role, 'x', $5, now(), $6)
           ON CONFLICT DO NOTHING`,
          [ids[workspace], address, displayName, role, slackUserId, isOpen ? null : new Date()],
        );
      }
      for (const [index, id] of ids.entries()) {
        const plain = await database.database.run(async (tx) => ({
          workspace: await findWorkspace(tx, id),
          accounts: await findAccountsOfPerson(tx, id, who),
          hasToolsToGive: false,
        }));
        expect(await database.database.run((tx) => findAsker(tx, id, who))).toEqual(plain);
        expect(await findAskerOfTeam(database.database, `T${index + 1}`, who)).toEqual(plain);
      }
    }),
    { numRuns: 40 },
  );
});
