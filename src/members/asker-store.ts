import type { Database, Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { toWorkspace, type WorkspaceColumns, workspaceColumns } from '../workspaces/api.ts';
import type { Workspace } from '../workspaces/rules.ts';
import type { AccountsOfPerson, SlackPerson } from './rules.ts';
import { type AccountsJson, accountsOfPerson, readAccounts } from './store.ts';

/** Who asks, as the database knows them: one statement, as everything that comes from Slack begins with it. */
export interface Asker {
  readonly workspace: Workspace;
  readonly accounts: AccountsOfPerson;
  /** Whether there are tools for chosen members, which can be given to somebody. */
  readonly hasToolsToGive: boolean;
}

interface AskerRow extends WorkspaceColumns, Pick<Asker, 'hasToolsToGive'> {
  readonly accounts: AccountsJson;
}

const asker = (person: Asking, where: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT ${Prisma.raw(workspaceColumns)}, ${accountsOfPerson(person, Prisma.sql`w.id`)} AS accounts,
    EXISTS (SELECT 1 FROM tools t WHERE t.workspace_id = w.id AND t.access = 'chosen') AS "hasToolsToGive"
  FROM workspaces w WHERE ${where}`;

type Asking = Pick<SlackPerson, 'userId' | 'address'>;

/** Who asks from a Slack team; undefined as long as the team has no workspace. */
export async function findAskerOfTeam(
  database: Database,
  slackTeamId: string,
  person: Asking,
): Promise<Asker | undefined> {
  const { text, values } = asker(person, Prisma.sql`w.slack_team_id = ${slackTeamId}`);
  const [row] = await database.statement<AskerRow>(text, values);
  return row && toAsker(row, person.userId);
}

/** Who asks in a workspace, as of now. */
export async function findAsker(tx: Tx, workspaceId: WorkspaceId, person: Asking): Promise<Asker> {
  const [row] = await tx.query<AskerRow>(asker(person, Prisma.sql`w.id = ${workspaceId}::uuid`));
  if (!row) throw new Error('no such workspace');
  return toAsker(row, person.userId);
}

function toAsker(row: AskerRow, userId: string): Asker {
  const workspace = toWorkspace(row);
  const accounts = readAccounts(row.accounts, workspace.id, userId);
  return { workspace, accounts, hasToolsToGive: row.hasToolsToGive };
}
