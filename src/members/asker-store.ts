import type { Database, Tx } from '../platform/database/database.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';
import { toWorkspace, type WorkspaceColumns, workspaceColumns } from '../workspaces/api.ts';
import type { Workspace } from '../workspaces/rules.ts';
import { type AccountsOfPerson, accountsOf, type Role, type SlackPerson } from './rules.ts';

/** Who asks, as the database knows them: one statement, as everything that comes from Slack begins with it. */
export interface Asker {
  readonly workspace: Workspace;
  readonly accounts: AccountsOfPerson;
}

interface AskerRow extends WorkspaceColumns {
  readonly accounts: readonly AccountRow[] | null;
}

/** As JSON holds it. */
interface AccountRow {
  readonly id: MemberId;
  readonly email: string;
  readonly displayName: string;
  readonly role: Role;
  readonly slackUserId: string | null;
  readonly joinedAt: string;
  readonly isOpen: boolean;
}

/**
 * $1 is the person's id in Slack, $2 their canonical address or null. Their accounts are those of this Slack user, or
 * those that have the address while no Slack user is known for them.
 */
const asker = (where: string) => `
  SELECT ${workspaceColumns}, (
    SELECT json_agg(json_build_object('id', m.id, 'email', m.email, 'displayName', m.display_name,
      'role', m.role, 'slackUserId', m.slack_user_id, 'joinedAt', m.joined_at,
      'isOpen', m.closed_at IS NULL))
    FROM members m
    WHERE m.workspace_id = w.id
      AND (m.slack_user_id = $1 OR (m.slack_user_id IS NULL AND m.address = $2))
  ) AS accounts
  FROM workspaces w WHERE ${where}`;

const byTeam = asker('w.slack_team_id = $3');
const byId = asker('w.id = $3::uuid');

/** Who asks from a Slack team; undefined as long as the team has no workspace. */
export async function findAskerOfTeam(
  database: Database,
  slackTeamId: string,
  { userId, address }: Pick<SlackPerson, 'userId' | 'address'>,
): Promise<Asker | undefined> {
  const values = [userId, address ?? null, slackTeamId];
  const [row] = await database.statement<AskerRow>(byTeam, values);
  return row && toAsker(row, userId);
}

/** Who asks in a workspace, as of now. */
export async function findAsker(
  tx: Tx,
  workspaceId: WorkspaceId,
  { userId, address }: Pick<SlackPerson, 'userId' | 'address'>,
): Promise<Asker> {
  const values = [userId, address ?? null, workspaceId];
  const [row] = await tx.db.$queryRawUnsafe<AskerRow[]>(byId, ...values);
  if (!row) throw new Error('no such workspace');
  return toAsker(row, userId);
}

function toAsker(row: AskerRow, userId: string): Asker {
  const workspace = toWorkspace(row);
  const accounts = (row.accounts ?? []).map(({ isOpen, slackUserId, joinedAt, ...member }) => ({
    isOpen,
    member: {
      ...member,
      workspaceId: workspace.id,
      slackUserId: slackUserId ?? undefined,
      joinedAt: new Date(joinedAt),
    },
  }));
  return { workspace, accounts: accountsOf(accounts, userId) };
}
