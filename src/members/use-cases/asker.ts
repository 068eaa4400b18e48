import type { Database } from '../../platform/database/database.ts';
import { workspaceOfTeam } from '../../workspaces/api.ts';
import type { NewWorkspace } from '../../workspaces/rules.ts';
import { findAskerOfTeam } from '../asker-store.ts';
import type { IdentifiedRequester, SlackPerson } from '../rules.ts';

/** Who asks something of a team's workspace, which is made when the team is seen for the first time. */
export async function requesterOf(
  database: Database,
  team: NewWorkspace,
  person: SlackPerson,
): Promise<IdentifiedRequester> {
  const known = await findAskerOfTeam(database, team.slackTeamId, person);
  if (known) return { ...known, person };
  const workspace = await workspaceOfTeam(database, team);
  const accounts = { member: undefined, standing: undefined };
  return { workspace, person, accounts, hasToolsToGive: false };
}
