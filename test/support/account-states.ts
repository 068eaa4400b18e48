import type { Page } from 'playwright-core';
import type { World } from './world.ts';

/** Tools of all members, with long names and addresses among them. */
async function insertTools(world: World): Promise<void> {
  await world.database.query(`
    INSERT INTO tools (id, workspace_id, name, address, preset, access, redirect_uris, created_at)
    SELECT gen_random_uuid(), w.id, n.name, 'https://' || n.host, 'other', 'everybody', '{}', now()
    FROM workspaces w, (VALUES ('Wiki', 'wiki.example.com'), ('ملفات', 'files.example.com:8443'),
      (repeat('W', 60), repeat('long-', 40) || 'name.example.com')) AS n (name, host)
    WHERE NOT EXISTS (SELECT 1 FROM tools)`);
}

/** Two passkeys of whoever joined last; one with a long name, and one that is suspended. */
async function insertPasskeys(world: World): Promise<void> {
  await world.database.query(`
    INSERT INTO passkeys (id, credential_id, workspace_id, member_id, public_key, counter, name,
      created_at, last_used_at, suspended_at)
    SELECT gen_random_uuid(), uuid_send(gen_random_uuid()), m.workspace_id, m.id, '', 0, p.name, now(),
      p.used_at, p.suspended_at
    FROM (SELECT * FROM members ORDER BY joined_at DESC LIMIT 1) m,
      (VALUES (repeat('W', 20), now(), NULL), ('مفتاح', NULL, now())) AS p (name, used_at, suspended_at)`);
}

type Open = (page: Page, role: 'member' | 'admin', query?: string) => Promise<void>;

/** The account page as its owner sees it. */
export function openAccountStates(world: World, open: Open) {
  const state = (name: string, way: (page: Page) => Promise<void>) => ({
    name,
    status: 200,
    open: way,
  });
  return [
    state('account of an admin', (page) => open(page, 'admin')),
    state('account, just joined', (page) => open(page, 'member', '?joined')),
    state('account, just joined, with tools', async (page) => {
      await insertTools(world);
      await open(page, 'member', '?joined');
      await page.getByText('Your tools').waitFor();
    }),
    state('account with passkeys', async (page) => {
      await open(page, 'member');
      await insertPasskeys(world);
      await page.reload();
      await page.getByText('Rename').last().click();
    }),
    state('account, saved', (page) => open(page, 'member', '?done=name')),
  ];
}
