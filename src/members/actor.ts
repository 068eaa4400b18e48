import type { Context } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Database } from '../platform/database.ts';
import type { Patience } from '../platform/deadline.ts';
import type { Logger } from '../platform/logger.ts';
import type { NewWorkspace } from '../workspaces/rules.ts';
import { workspaceOfTeam } from '../workspaces/use-cases.ts';
import { type Actor, isAdmin, type Requester, type SlackPerson } from './rules.ts';
import type { SlackPeople } from './slack-people.ts';
import { resolveActor, slackUsersWithRole, withoutMembersOfRole } from './use-cases.ts';

export interface ActorDeps {
  readonly database: Database;
  readonly people: SlackPeople;
  readonly log: Logger;
}

/** Finds out who acts, from the request's verified context. `patience` is how long Slack may take. */
export async function identifyRequester(
  deps: Pick<ActorDeps, 'database' | 'people'>,
  client: WebClient,
  context: Context,
  patience: Patience = {},
): Promise<Requester> {
  const { teamId, userId } = context;
  if (!teamId || !userId) throw new Error('a request without team or user');
  const [workspace, person] = await Promise.all([
    workspaceOfTeam(deps.database, teamOf(context, teamId)),
    deps.people.person(client, teamId, userId, patience),
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

/** Some Slack users who may act as admins, for telling others whom to ask. */
export interface AdminsToAsk {
  /** Those who are known without asking Slack; nobody waits for a courtesy. */
  readonly known: readonly string[];
  /** More, once Slack has told; undefined when it has nothing to add, or fails. Never rejects. */
  readonly later: Promise<readonly string[] | undefined>;
}

const nothingLater = Promise.resolve(undefined);

/** Whom to ask: members with the role first, then Slack's own admins. */
export async function adminsToAsk(
  deps: ActorDeps,
  client: WebClient,
  { workspace, person }: Requester,
): Promise<AdminsToAsk> {
  // Names of the team are not for people of other teams.
  if (person.teamId !== workspace.slackTeamId) return { known: [], later: nothingLater };
  const members = await slackUsersWithRole(deps.database, workspace.id, 'admin');
  const withSlacks = async (people: readonly SlackPerson[]): Promise<string[]> => {
    const able = people.filter((each) => isAdmin(each, workspace, undefined));
    const others = await withoutMembersOfRole(deps.database, workspace.id, 'member', able);
    const all = new Set([...members, ...others.map(({ userId }) => userId)]);
    return [...all].slice(0, mostMentioned);
  };
  if (members.length >= mostMentioned) return { known: await withSlacks([]), later: nothingLater };
  const { known, asked } = deps.people.adminsAtOnce(client, workspace.slackTeamId);
  const told = async (people: readonly SlackPerson[]): Promise<string[] | undefined> => {
    const all = await withSlacks(people);
    return all.length > members.length ? all : undefined;
  };
  const later = asked?.then(told).catch((err: unknown) => {
    deps.log.warn({ err }, 'nobody is named whom to ask: Slack lists no admins');
    return undefined;
  });
  return { known: await withSlacks(known), later: later ?? nothingLater };
}
