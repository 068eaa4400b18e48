import type { Context } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Database } from '../platform/database.ts';
import type { NewWorkspace } from '../workspaces/rules.ts';
import { workspaceOfTeam } from '../workspaces/use-cases.ts';
import { type Actor, isAdmin, type Requester } from './rules.ts';
import type { SlackPeople } from './slack-people.ts';
import { resolveActor, slackUsersWithRole, withoutMembersOfRole } from './use-cases.ts';

export interface ActorDeps {
  readonly database: Database;
  readonly people: SlackPeople;
}

/** Finds out who acts, from the request's verified context. */
export async function identifyRequester(
  deps: ActorDeps,
  client: WebClient,
  context: Context,
): Promise<Requester> {
  const { teamId, userId } = context;
  if (!teamId || !userId) throw new Error('a request without team or user');
  const [workspace, person] = await Promise.all([
    workspaceOfTeam(deps.database, teamOf(context, teamId)),
    deps.people.person(client, teamId, userId),
  ]);
  return { workspace, person };
}

/** The team that a request came from; with its organisation when the app is installed in that as a whole. */
export function teamOf(context: Context, slackTeamId: string): NewWorkspace {
  const { teamName, enterpriseId, isEnterpriseInstall } = context;
  return {
    slackTeamId,
    name: String(teamName),
    ...(isEnterpriseInstall && enterpriseId && { slackEnterpriseId: enterpriseId }),
  };
}

/** The requester with their account and rights as they are now; for showing, not for deciding. */
export async function lookUpActor(
  deps: ActorDeps,
  { workspace, person }: Requester,
): Promise<Actor> {
  return await deps.database.read((tx) => resolveActor(tx, workspace, person));
}

const mostMentioned = 5;

/** Some Slack users who may act as admins, for telling others whom to ask: members first, then Slack's own. */
export async function adminsToAsk(
  deps: ActorDeps,
  client: WebClient,
  { workspace, person }: Requester,
): Promise<string[]> {
  // Names of the team are not for people of other teams.
  if (person.teamId !== workspace.slackTeamId) return [];
  const members = await slackUsersWithRole(deps.database, workspace.id, 'admin');
  if (members.length >= mostMentioned) return members.slice(0, mostMentioned);
  const people = await deps.people.admins(client, workspace.slackTeamId);
  const able = people.filter((each) => isAdmin(each, workspace, undefined));
  const others = await withoutMembersOfRole(deps.database, workspace.id, 'member', able);
  return [...new Set([...members, ...others.map(({ userId }) => userId)])].slice(0, mostMentioned);
}
