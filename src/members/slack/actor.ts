import type { Context } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Database } from '../../platform/database/database.ts';
import { type Patience, within } from '../../platform/process/deadline.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { isOfNobody } from '../../platform/slack/retry.ts';
import type { NewWorkspace, Workspace } from '../../workspaces/rules.ts';
import { toActor } from '../admin.ts';
import {
  type Actor,
  type AdminsToTell,
  type IdentifiedRequester,
  isAdmin,
  type Requester,
  type SlackPerson,
  strangerWith,
} from '../rules.ts';
import { requesterOf } from '../use-cases/asker.ts';
import { recipientsAmongAdmins, slackUsersWithRole, whoMayAct } from '../use-cases/members.ts';
import type { SlackPeople } from './people.ts';

export interface ActorDeps {
  readonly database: Database;
  readonly people: SlackPeople;
  readonly log: Logger;
}

type IdentifyDeps = Pick<ActorDeps, 'database' | 'people'>;

/** Finds out who looks at something, from the request's verified context. `patience` is how long Slack may take. */
export async function identifyRequester(
  deps: IdentifyDeps,
  client: WebClient,
  context: Context,
  patience: Patience = {},
): Promise<IdentifiedRequester> {
  const { teamId, userId } = sender(context);
  const asked = deps.people.person(client, teamId, userId, patience);
  const person = await orStranger(asked, userId);
  return await requesterOf(deps.database, teamOf(context, teamId), person);
}

/**
 * The same for who wants to change something or to see a link: whoever may is asked about anew. Who may not by Slack's
 * word of the last minute is taken at that, so that nobody else uses up the questions that Slack answers a team.
 */
export async function identifyActingPerson(
  deps: IdentifyDeps,
  client: WebClient,
  context: Context,
  patience: Patience,
): Promise<IdentifiedRequester> {
  const { teamId, userId } = sender(context);
  const team = teamOf(context, teamId);
  const lately = deps.people.personAtOnce(teamId, userId);
  const known = lately && (await requesterOf(deps.database, team, lately));
  if (known && !isAdmin(known.person, known.workspace, known.accounts.standing)) return known;
  const asked = deps.people.personNow(client, teamId, userId, patience);
  const person = await orStranger(asked, userId);
  // By the same id and address they have the same accounts.
  if (known && person.address === known.person.address) return { ...known, person };
  return await requesterOf(deps.database, team, person);
}

/** Of people of other teams, in a channel that is shared with theirs, Slack may tell nothing; nor of who is gone. */
export async function orStranger(
  asked: Promise<SlackPerson>,
  userId: string,
): Promise<SlackPerson> {
  try {
    return await asked;
  } catch (error) {
    if (!isOfNobody(error)) throw error;
    return strangerWith(userId);
  }
}

function sender({ teamId, userId }: Context): { teamId: string; userId: string } {
  if (!teamId || !userId) throw new Error('a request without team or user');
  return { teamId, userId };
}

/** The team that a request came from. */
export function teamOf(context: Context, slackTeamId: string): NewWorkspace {
  return { slackTeamId, name: String(context.teamName) };
}

/** The requester with their account and rights as they were when they asked; for showing, not for deciding. */
export async function lookUpActor(deps: ActorDeps, requester: IdentifiedRequester): Promise<Actor> {
  return await deps.database.run((tx) => toActor(tx, requester));
}

const maxMentioned = 5;

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
    const others = await deps.database.run((tx) => whoMayAct(tx, workspace, people));
    const all = new Set([...members, ...others.map(({ person: { userId } }) => userId)]);
    return [...all].slice(0, maxMentioned);
  };
  if (members.length >= maxMentioned) return { known: await withSlacks([]), later: nothingLater };
  const { known, asked } = deps.people.admins(client, workspace.slackTeamId);
  const atOnce = await withSlacks(known);
  const told = async (people: readonly SlackPerson[]): Promise<string[] | undefined> => {
    const all = await withSlacks(people);
    return all.length > atOnce.length ? all : undefined;
  };
  const later = asked?.then(told).catch((err: unknown) => {
    deps.log.warn({ err }, 'nobody is named whom to ask: Slack lists no admins');
    return undefined;
  });
  return { known: atOnce, later: later ?? nothingLater };
}

/**
 * Whom to tell what all admins are to know: the Slack users who may act as one, as far as Slack's list of its own admins
 * reaches, and the addresses of members of whom it isn't known who they are there. For where nobody waits.
 */
export async function adminsToTell(
  deps: ActorDeps,
  client: WebClient,
  workspace: Workspace,
): Promise<AdminsToTell> {
  const { known, unlistedMs } = await deps.people.adminsOnceListed(client, workspace.slackTeamId);
  const recipients = await recipientsAmongAdmins(deps.database, workspace, known);
  // Where Slack's own admins don't count, nobody is missing without its list.
  const isLacking = workspace.settings.slackAdminsAreAdmins && unlistedMs !== undefined;
  return { recipients, moreInMs: isLacking ? unlistedMs : undefined };
}

const maxAsked = 10;
/** Twice that, and asking who wants to know, come within the 3 s in which Slack wants an answer. */
const maxWaitMs = 600;

/**
 * People of whom somebody may act as an admin beside this one, each asked from Slack now: Admin members who are
 * known there, Slack's own admins, and whoever installed the app. Whom Slack doesn't tell about in time is left
 * out, as if they could not act. Only where nobody waits, it is waited for that Slack lists its admins.
 */
export async function possibleAdmins(
  deps: ActorDeps,
  client: WebClient,
  workspace: Workspace,
  exceptSlackUser: string,
  { mayWait = false } = {},
): Promise<SlackPerson[]> {
  const { id, slackTeamId, installerSlackUser } = workspace;
  const members = await slackUsersWithRole(deps.database, id, 'admin');
  const admins = deps.people.admins(client, slackTeamId);
  const { known } = admins;
  // Asked for all the same, so that it is known at the next step.
  const listed = admins.asked?.catch(() => known);
  const ofSlack = mayWait ? ((await listed) ?? known) : known;
  const userIds = [
    ...members,
    ...ofSlack.map(({ userId }) => userId),
    ...(installerSlackUser === undefined ? [] : [installerSlackUser]),
  ].filter((userId) => userId !== exceptSlackUser);
  const asked = await Promise.all(
    [...new Set(userIds)]
      .slice(0, maxAsked)
      .map((userId) =>
        within(maxWaitMs, deps.people.personNow(client, slackTeamId, userId)).catch(
          () => undefined,
        ),
      ),
  );
  return asked.filter((person) => person !== undefined);
}

/**
 * The names of Slack's admins who may act without an account here, as far as they are known; undefined when none is.
 */
export async function slackAdminNames(
  deps: ActorDeps,
  client: WebClient,
  workspace: Workspace,
): Promise<string[] | undefined> {
  const { known, asked } = deps.people.admins(client, workspace.slackTeamId);
  asked?.catch(() => undefined);
  if (known.length === 0) return undefined;
  const able = await deps.database.run((tx) => whoMayAct(tx, workspace, known));
  return able.filter(({ standing }) => standing === undefined).map(({ person }) => person.name);
}
