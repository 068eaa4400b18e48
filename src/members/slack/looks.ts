import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { reportBackgroundFault, watchRepeated } from '../../platform/process/error-boundary.ts';
import { createPlans } from '../../platform/process/plans.ts';
import type { SlackClients } from '../../platform/slack/client.ts';
import type { SlackPaces } from '../../platform/slack/paces.ts';
import { isSlacksWord, retryAfterMs } from '../../platform/slack/retry.ts';
import type { MemberId } from '../../shared/ids.ts';
import { type DueLook, lookAgainMs, type SlackPerson } from '../rules.ts';
import { noteLocal, noteLooks, takeDueLooks } from '../use-cases/looks.ts';
import { keepInStep, type MemberSlackDeps } from './deactivation.ts';

export interface LookDeps extends MemberSlackDeps {
  readonly slackClients: SlackClients;
  readonly paces: Pick<SlackPaces, 'looks' | 'lookUps'>;
  /** Between two looks for who is due, as long as few are. */
  readonly lookEveryMs: number;
}

/** Until it is tried again when Slack can't be reached. */
const tryAgainMs = 10 * 60_000;
/** For so long nothing new is done about somebody of whom Slack has said that they are deactivated. */
const followed = { max: 10_000, ttl: 10 * 60_000 };

/**
 * Sees who is deactivated in Slack, which needn't tell: each member is looked at once a day, and after signing in, at
 * the pace of Slack's limits; of all processes one does it. Whoever Slack is asked about for another reason is seen, too.
 */
export function startMemberLooks(deps: LookDeps): { stop(): Promise<void> } {
  const looks = watchRepeated(deps.log, { at: 'member looks' });
  const plans = createPlans((error) =>
    reportBackgroundFault(deps.log, error, { at: 'member looks' }),
  );
  const known = new LRUCache<string, true>(followed);
  let isStopped = false;

  async function look(): Promise<void> {
    let isMore = false;
    try {
      isMore = await lookAtDue(deps, () => isStopped);
      looks.worked();
    } catch (error) {
      looks.failed(error);
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
  const { teams, isMore } = await takeDueLooks(deps.database, deps.paces);
  await Promise.all(teams.map((members) => lookAtTeam(deps, members, isStopped)));
  return isMore && !isStopped();
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
  await noteLooks(deps.database, looks);
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
    if (person.teamId !== slackTeamId) return lookAgainMs;
    const isNews = person.isDeactivated !== member.isDeactivated;
    if (isNews) await keepInStep(deps, client, statusOf(person));
    await noteLocal(deps.database, member, person.local);
    return lookAgainMs;
  } catch (error) {
    if (isSlacksWord(error)) return lookAgainMs;
    const ms = retryAfterMs(error);
    if (ms === undefined) deps.log.warn({ err: error }, 'member could not be looked at in Slack');
    return ms ?? tryAgainMs;
  }
}
