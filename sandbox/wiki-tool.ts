import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../src/platform/database/database.ts';
import { type Wiki, type WikiClient, wikiPaths } from './wiki.tsx';

/** The wiki's client id, the same in every sandbox. */
const id = '00000000-0000-4000-8000-0000000000aa';

/**
 * Connects the wiki to the team, as an admin would in Slack, who'd paste into it what this gives: with another secret
 * each time.
 */
export async function connectWiki(
  database: Database,
  wiki: Pick<Wiki, 'address'>,
  team: { readonly id: string; readonly name: string },
): Promise<Pick<WikiClient, 'id' | 'secret'>> {
  const secret = randomBytes(32).toString('base64url');
  await database.statement(
    `INSERT INTO workspaces (id, slack_team_id, name, created_at) VALUES (gen_random_uuid(), $1, $2, now())
      ON CONFLICT (slack_team_id) DO NOTHING`,
    [team.id, team.name],
  );
  await database.statement(
    `INSERT INTO tools (id, workspace_id, name, address, preset, access, secret_hash, redirect_uris, sign_out_uri, created_at)
      SELECT $1::uuid, id, 'Wiki', $2, 'other', 'everybody', $3, ARRAY[$4], $5, now()
      FROM workspaces WHERE slack_team_id = $6
      ON CONFLICT (id) DO UPDATE SET address = EXCLUDED.address, secret_hash = EXCLUDED.secret_hash,
        redirect_uris = EXCLUDED.redirect_uris, sign_out_uri = EXCLUDED.sign_out_uri`,
    [
      id,
      wiki.address,
      createHash('sha256').update(secret).digest(),
      wiki.address + wikiPaths.callback,
      wiki.address + wikiPaths.signedOut,
      team.id,
    ],
  );
  return { id, secret };
}
