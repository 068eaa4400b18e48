import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { type CallPace, takeCalls } from '../../platform/database/slack-calls.ts';
import { reportFault } from '../../platform/process/error-boundary.ts';
import { createPlans } from '../../platform/process/plans.ts';
import { BusyError } from '../../platform/process/turns.ts';
import type { SlackClients } from '../../platform/slack/client.ts';
import type { SlackPaces } from '../../platform/slack/paces.ts';
import { isSlacksWord, retryAfterMs } from '../../platform/slack/retry.ts';
import type { MemberId, WorkspaceId } from '../../shared/ids.ts';
import { claimLooks, type DueLook, saveLooks } from '../look-store.ts';
import { lookAgainMs, type SlackPerson } from '../rules.ts';
import { keepInStep, type MemberSlackDeps } from './deactivation.ts';

export interface LookDeps extends MemberSlackDeps {
  readonly slackClients: SlackClients;
  readonly paces: Pick<SlackPaces, 'looks' | 'lookUps'>;
  /** Between two looks for who is due, as long as few are. */
  readonly lookEveryMs: number;
}

/** So many are taken in hand at once, for so long: whoever dies with them leaves them to the others. */
const [batchSize, leaseMs] = [50, 10 * 60_000];
/** Until it is tried again when Slack can't be reached. */
const tryAgainMs = 10 * 60_000;
/** For so long nothing new is done about somebody of whom Slack has said that they are deactivated. */
const followed = { max: 10_000, ttl: 10 * 60_000 };

/**
 * Sees who is deactivated in Slack, which needn't tell: each member is looked at once a day, and after signing in, at
 * the pace of Slack's limits; of all processes one does it. Whoever Slack is asked about for another reason is seen, too.
 */
export function startMemberLooks(deps: LookDeps): { stop(): Promise<void> } {
  const failed = (error: unknown) => void reportFault(deps.log, error, { at: 'member looks' });
  const plans = createPlans(failed);
  const known = new LRUCache<string, true>(followed);
  let isStopped = false;
  let isFailing = false;

  async function look(): Promise<void> {
    let isMore = false;
    try {
      isMore = await lookAtDue(deps, () => isStopped);
      isFailing = false;
    } catch (error) {
      if (!isFailing && !(error instanceof BusyError)) failed(error);
      isFailing = true;
    }
    plans.plan('look', isMore ? 0 : deps.lookEveryMs, look);
  }

  deps.people.onDeactivated((client, person) => {
    const key = `${person.teamId} ${person.userId}`;
    if (known.has(key)) return;
    known.set(key, true);
    plans.plan(`follow:${key}`, 0, () => keepInStep(deps, client, statusOf(person)));
  });
  plans.plan('look', deps.lookEveryMs, look);
  return {
    async stop() {
      isStopped = true;
      await plans.stop();
    },
  };
}

function statusOf({ teamId, userId, address, isDeactivated, name }: SlackPerson) {
  return { slackTeamId: teamId, userId, address, isDeactivated, name };
}

/** Looks at those who are due; gives whether there may be more. */
async function lookAtDue(deps: LookDeps, isStopped: () => boolean): Promise<boolean> {
  const due = await deps.database.run((tx) => claimLooks(tx, batchSize, leaseMs));
  const known = await withinPace(deps, deps.paces.looks, due.filter(isKnown));
  const others = due.filter((each) => !isKnown(each));
  const found = await withinPace(deps, deps.paces.lookUps, others);
  const teams = byWorkspace([...known, ...found]);
  await Promise.all([...teams.values()].map((members) => lookAtTeam(deps, members, isStopped)));
  return due.length === batchSize && !isStopped();
}

function isKnown({ slackUserId }: DueLook): boolean {
  return slackUserId !== null;
}

function byWorkspace(due: readonly DueLook[]): ReadonlyMap<WorkspaceId, readonly DueLook[]> {
  const groups = new Map<WorkspaceId, DueLook[]>();
  for (const look of due) {
    groups.set(look.workspaceId, [...(groups.get(look.workspaceId) ?? []), look]);
  }
  return groups;
}

/** Those who can be looked at now. The others come due again within the hour, by chance, so that nobody's team is last. */
async function withinPace(
  { database }: LookDeps,
  pace: CallPace,
  due: readonly DueLook[],
): Promise<readonly DueLook[]> {
  if (due.length === 0) return [];
  const groups = byWorkspace(due);
  return await database.run(async (tx) => {
    const wanted = new Map([...groups].map(([id, members]) => [id, members.length]));
    const calls = await takeCalls(tx, pace, wanted);
    const given = (id: WorkspaceId) => calls.get(id)?.given ?? 0;
    const late = [...groups].flatMap(([id, members]) =>
      members.slice(given(id)).map(({ memberId }) => ({ memberId, id })),
    );
    const hour = 60 * 60_000;
    await saveLooks(
      tx,
      late.map(({ memberId, id }) => ({
        memberId,
        dueInMs: (calls.get(id)?.nextInMs ?? 0) + Math.random() * hour,
      })),
    );
    return [...groups].flatMap(([id, members]) => members.slice(0, given(id)));
  });
}

/** One after the other, until Slack wants a pause. */
async function lookAtTeam(
  deps: LookDeps,
  members: readonly DueLook[],
  isStopped: () => boolean,
): Promise<void> {
  const [first] = members;
  const client = first && (await deps.slackClients(first.slackTeamId));
  const looks: { memberId: MemberId; dueInMs: number }[] = [];
  for (const [index, member] of members.entries()) {
    if (isStopped()) break;
    const dueInMs = client ? await lookAt(deps, client, member) : lookAgainMs;
    looks.push({ memberId: member.memberId, dueInMs });
    if (dueInMs === lookAgainMs) continue;
    // The same would happen to the rest.
    looks.push(...members.slice(index + 1).map(({ memberId }) => ({ memberId, dueInMs })));
    break;
  }
  await deps.database.run((tx) => saveLooks(tx, looks));
}

/** Looks at a member; gives in how long to do so again. */
async function lookAt(deps: LookDeps, client: WebClient, member: DueLook): Promise<number> {
  const { slackTeamId, slackUserId, address } = member;
  try {
    if (slackUserId === null) {
      const { answered, userId } = await deps.people.userWithAddress(client, address);
      // Nobody is found by their address who is deactivated.
      const status = { slackTeamId, address, isDeactivated: false, name: address };
      if (userId !== undefined) await keepInStep(deps, client, { ...status, userId });
      return answered ? lookAgainMs : tryAgainMs;
    }
    const person = await deps.people.personNow(client, slackTeamId, slackUserId);
    const isNews = person.isDeactivated !== member.isDeactivated;
    if (isNews && person.teamId === slackTeamId) {
      await keepInStep(deps, client, statusOf(person));
    }
    return lookAgainMs;
  } catch (error) {
    if (isSlacksWord(error)) return lookAgainMs;
    const ms = retryAfterMs(error);
    if (ms === undefined) deps.log.warn({ err: error }, 'member could not be looked at in Slack');
    return ms ?? tryAgainMs;
  }
}
