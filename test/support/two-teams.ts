import type { PretendSlack } from 'pretend-slack';
import type { Config } from '../../src/config.ts';
import { botScopes } from '../../src/install/rules.ts';
import { saveInstallation } from '../../src/install/store.ts';
import { sealTokens } from '../../src/install/use-cases/install.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { createSlackOauth } from '../../src/platform/slack/oauth.ts';
import type { WorkspaceId } from '../../src/shared/ids.ts';
import { parseSlackDomain } from '../../src/workspaces/rules.ts';
import { saveSlackDomain, saveWorkspace } from '../../src/workspaces/store.ts';
import { credentials } from './credentials.ts';
import type { TestDatabase } from './test-database.ts';

/** Where teams are installed. */
export interface Place {
  readonly database: TestDatabase;
  readonly config: Config;
}

/**
 * Adam has installed the app in the team by OAuth, a while ago: nobody is welcomed any more, and nothing is left of
 * it in what the pretend Slack has recorded. Gives the workspace.
 */
export async function installed(place: Place, slack: PretendSlack): Promise<WorkspaceId> {
  const { database, config } = place;
  const oauth = createSlackOauth({
    ...credentials,
    apiUrl: slack.apiUrl,
    redirectUri: config.publicUrl,
    scopes: botScopes,
    log: createLogger({ level: 'silent' }),
  });
  const redeemed = await oauth.redeem(slack.allow('U0ADAM'));
  if (!redeemed.ok) throw new Error(`not installed: ${redeemed.refusal}`);
  slack.calls.splice(0);
  const { slackId, name, installerSlackUser, tokens, url } = redeemed.value;
  const secrets = createSecrets(config.appSecrets);
  return await database.database.transaction(async (tx) => {
    const kept = sealTokens(secrets, slackId, tokens, tx.now);
    await saveInstallation(tx, redeemed.value, kept);
    const workspace = await saveWorkspace(tx, { slackTeamId: slackId, name, installerSlackUser });
    const domain = parseSlackDomain(url ?? '');
    if (domain !== undefined) await saveSlackDomain(tx, slackId, domain);
    return workspace.id;
  });
}

/**
 * Two roles on the database: `neighbour` has the rows of this workspace and its team, `story` all the others. The app
 * itself isn't affected.
 */
export async function partRows(
  database: TestDatabase,
  workspaceId: WorkspaceId,
  slackTeamId: string,
): Promise<void> {
  await database.query(`
    DO $do$
    DECLARE
      own record;
      side text;
    BEGIN
      FOREACH side IN ARRAY ARRAY['story', 'neighbour'] LOOP
        BEGIN
          EXECUTE format('CREATE ROLE %I', side);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
          -- Roles are the server's: another database of it is parted, too.
        END;
      END LOOP;
      GRANT ALL ON ALL TABLES IN SCHEMA public TO story, neighbour;
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO story, neighbour;
      FOR own IN
        SELECT c.relname AS name, CASE
          WHEN c.relname = 'workspaces' THEN $$id = '${workspaceId}'$$
          WHEN c.relname = 'slack_calls' THEN $$slack_team_id = '${slackTeamId}'$$
          -- The server's, whoever first connects a tool.
          WHEN c.relname = 'oidc_keys' THEN 'FALSE'
          WHEN c.relname = 'installations' THEN $$slack_id = '${slackTeamId}'$$
          WHEN a.attname = 'workspace_id' THEN $$workspace_id = '${workspaceId}'$$
        END AS theirs
        FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND c.relname NOT IN ('avatars', 'import_rows', 'import_views', 'rate_limits', 'slack_arrivals', 'passkey_challenges', '_prisma_migrations')
      LOOP
        -- Without a condition this fails: say whose the rows of a new table are.
        EXECUTE format('CREATE POLICY theirs ON %I TO neighbour USING (%s)', own.name, own.theirs);
        EXECUTE format('CREATE POLICY others ON %I TO story USING (NOT (%s))', own.name, own.theirs);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', own.name);
      END LOOP;
      -- As much as each role sees of the members.
      CREATE POLICY by_member ON avatars TO story, neighbour
        USING (EXISTS (SELECT FROM members WHERE id = member_id));
      ALTER TABLE avatars ENABLE ROW LEVEL SECURITY;
      CREATE POLICY by_import ON import_rows TO story, neighbour
        USING (EXISTS (SELECT FROM imports WHERE id = import_id));
      ALTER TABLE import_rows ENABLE ROW LEVEL SECURITY;
      CREATE POLICY by_import ON import_views TO story, neighbour
        USING (EXISTS (SELECT FROM imports WHERE id = import_id));
      ALTER TABLE import_views ENABLE ROW LEVEL SECURITY;
    END
    $do$`);
}
