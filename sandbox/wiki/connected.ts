import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../../src/platform/database/database.ts';
import { startWiki, type Wiki, type WikiClient, wikiPaths } from './wiki.tsx';

/** The wiki's client id, the same in every sandbox. */
const id = '00000000-0000-4000-8000-0000000000aa';

interface Team {
  readonly id: string;
  readonly name: string;
}

/** A wiki that is among the tools of a team. */
export interface ConnectedWiki extends Pick<Wiki, 'stop'> {
  /** Connects it, nobody being signed in there: at first, and once more when the app's database was emptied. */
  connect(appUrl: string): Promise<void>;
}

/** Starts the wiki for an app with this public address, beside its port. */
export async function startConnectedWiki(
  database: Database,
  { publicUrl, port }: { readonly publicUrl: string; readonly port: number },
  team: Team,
): Promise<ConnectedWiki> {
  const wiki = await startWiki(port + 1);
  const issuer = new URL(`${publicUrl}/oidc`);
  return {
    async connect(appUrl) {
      wiki.forget();
      wiki.connect({ ...(await addTool(database, wiki, team)), issuer, reachedAt: appUrl });
    },
    stop: wiki.stop,
  };
}

/** As an admin would in Slack, who'd paste into the wiki what this gives: with another secret each time. */
async function addTool(
  database: Database,
  { address }: Pick<Wiki, 'address'>,
  team: Team,
): Promise<Pick<WikiClient, 'id' | 'secret'>> {
  const secret = randomBytes(32).toString('base64url');
  await database.statement(
    `INSERT INTO workspaces (id, slack_team_id, name, created_at) VALUES (gen_random_uuid(), $1, $2, now())
      ON CONFLICT (slack_team_id) DO NOTHING`,
    [team.id, team.name],
  );
  const hash = createHash('sha256').update(secret).digest();
  const { callback, signedOut } = wikiPaths;
  await database.statement(
    `INSERT INTO tools (id, workspace_id, name, address, preset, access, secret_hash, redirect_uris, sign_out_uri, created_at)
      SELECT $1::uuid, id, 'Wiki', $2, 'other', 'everybody', $3, ARRAY[$4], $5, now()
      FROM workspaces WHERE slack_team_id = $6
      ON CONFLICT (id) DO UPDATE SET address = EXCLUDED.address, secret_hash = EXCLUDED.secret_hash,
        redirect_uris = EXCLUDED.redirect_uris, sign_out_uri = EXCLUDED.sign_out_uri`,
    [id, address, hash, address + callback, address + signedOut, team.id],
  );
  return { id, secret };
}
