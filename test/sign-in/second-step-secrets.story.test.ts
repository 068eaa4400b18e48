import type pg from 'pg';
import { expect, test, vi } from 'vitest';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import { applyMigrations } from '../../src/platform/database/migrations.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { secretPurpose } from '../../src/sign-in/use-cases/code.ts';
import { secrets } from '../support/credentials.ts';
import { startWorld } from '../support/world.ts';

const [newest, before, lost] = ['newest', 'before', 'lost'].map((word) => `${word}-`.repeat(8));
const appKey = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const workspaceId = 'aaaaaaaa-0000-4000-8000-000000000000';
const idOf = (number: number) => `bbbbbbbb-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** So many members, whose second steps these secrets have sealed in turn. */
async function membersOf(pool: pg.Pool, count: number, sealedWith: string[]): Promise<void> {
  const session = await pool.connect();
  await applyMigrations(session, 'prisma/migrations', { log: createLogger({ level: 'silent' }) });
  session.release();
  await pool.query(
    `INSERT INTO workspaces (id, slack_team_id, name, created_at)
     VALUES ($1, 'T0SANDBOX', 'Northwind', now())`,
    [workspaceId],
  );
  const ids = Array.from({ length: count }, (_, number) => idOf(number));
  await pool.query(
    `INSERT INTO members (id, workspace_id, email, address, display_name, role, joined_at)
     SELECT id::uuid, $1, id || '@example.com', id || '@example.com', 'Ana', 'member', now()
     FROM unnest($2::text[]) AS ids (id)`,
    [workspaceId, ids],
  );
  const sealed = Array.from({ length: count }, (_, number) => {
    const sealing = createSecrets([sealedWith[number % sealedWith.length] ?? '']);
    return Buffer.from(sealing.seal(secretPurpose, appKey, idOf(number))).toString('hex');
  });
  await pool.query(
    `INSERT INTO second_steps (member_id, workspace_id, secret, last_step, made_at)
     SELECT id::uuid, $1, decode(secret, 'hex'), 0, now()
     FROM unnest($2::text[], $3::text[]) AS sealed (id, secret)`,
    [workspaceId, ids, sealed],
  );
}

test('one start with the new secret and the old is enough: the old one can be dropped then', async () => {
  const count = 1003;
  const world = await startWorld({ APP_SECRET: `${newest},${before}` }, secrets, (pool) =>
    membersOf(pool, count, [before ?? '', newest ?? '']),
  );
  const withNewestAlone = createSecrets([newest ?? '']);

  await vi.waitFor(
    async () => {
      const rows = await world.database.query('SELECT member_id, secret FROM second_steps');
      const opened = rows.map(({ member_id: id, secret }) =>
        withNewestAlone.unseal(secretPurpose, new Uint8Array(secret as Buffer), String(id)),
      );
      expect(opened.filter((each) => each?.text === appKey)).toHaveLength(count);
    },
    { timeout: 30_000, interval: 100 },
  );

  expect(JSON.stringify(world.logs)).not.toContain('second steps');
  await world.stop();
});

test('whoever runs the app reads how many second steps no secret opens, and what to do', async () => {
  const world = await startWorld({ APP_SECRET: newest ?? '' }, secrets, (pool) =>
    membersOf(pool, 3, [lost ?? '', newest ?? '']),
  );

  await vi.waitFor(() =>
    expect(world.logs).toContainEqual(
      expect.objectContaining({
        level: 40,
        members: 2,
        msg: expect.stringMatching(/can't be read with APP_SECRET.*NEW,OLD.*recovery codes work/),
      }),
    ),
  );
  await world.stop();
});
