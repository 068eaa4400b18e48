import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { isSlacksWord, retryAfterMs } from '../../platform/slack/retry.ts';
import type { SlackPerson } from '../rules.ts';
import { remember } from './remember.ts';

/** The list of admins is only for telling people whom to ask; of those whom Slack says something newer of, that counts. */
const adminsKeptMs = 6 * 3_600_000;
/** For how long it isn't asked for again when that failed, unless Slack says how long. */
const adminsRestMs = 60_000;
/** After it has failed for so long it isn't waited for any more: those are told who are known without it. */
const adminsAwaitedMs = 24 * 3_600_000;
/** users.list is slow for big teams; the first pages are enough to find somebody to ask. */
const maxPages = 5;
const enoughAdmins = 5;
/** So many of a team's admins are remembered of whom Slack was asked. */
const maxSeen = 20;

/** Slack's own admins of teams, as far as they are known. */
export interface TeamAdmins {
  /** Slack has said something about somebody. */
  seen(teamId: string, person: SlackPerson): void;
  /**
   * Some owners and admins as far as they are known, from the list that Slack gave or because they were seen; and, as
   * long as there is no list, what Slack is being asked for at the moment. Nobody who waits may wait for that:
   * users.list may be called 20 times a minute, and has many pages in a big team.
   */
  admins(
    client: WebClient,
    teamId: string,
  ): { known: readonly SlackPerson[]; asked?: Promise<SlackPerson[]> };
  /**
   * The same once Slack has listed them, for where nobody waits. Where it can't at the moment, `unlistedMs` says in how
   * long it is asked again; undefined where it has, says no for good, or has failed for a day: then nothing is waited
   * for. Never rejects.
   */
  adminsOnceListed(
    client: WebClient,
    teamId: string,
  ): Promise<{ known: readonly SlackPerson[]; unlistedMs: number | undefined }>;
}

/** Slack didn't list a team's admins. */
interface Rest {
  /** When that began. */
  readonly since: number;
  /** They aren't asked for again before. */
  readonly until: number;
  /** Its last word was a no that stays. */
  readonly isRefused: boolean;
}

type AskPage = (
  client: WebClient,
  teamId: string,
  at: { cursor: string; limit: number },
) => Promise<{ people: SlackPerson[]; next: string | undefined }>;

/**
 * Nobody is known yet. `newestWord` is what Slack said last about somebody, `now` the app's clock in milliseconds, by which
 * pauses end.
 */
export function createTeamAdmins({
  maxKept,
  isPaused,
  now,
  newestWord,
  askPage,
}: {
  maxKept: number;
  isPaused: (teamId: string, method: string) => boolean;
  now: () => number;
  newestWord: (teamId: string, userId: string) => SlackPerson | undefined;
  askPage: AskPage;
}): TeamAdmins {
  const lists = remember<SlackPerson[]>({ keptMs: adminsKeptMs, max: maxKept });
  const rests = new LRUCache<string, Rest>({ max: maxKept });
  /** By team: the admins who were seen, by their ids. */
  const seenAdmins = new LRUCache<string, Map<string, SlackPerson>>({ max: maxKept });

  const listOf = (teamId: string) => lists.lastWord(teamId, Number.POSITIVE_INFINITY);

  function knownAdmins(teamId: string): SlackPerson[] {
    const all = [...(listOf(teamId) ?? []), ...(seenAdmins.get(teamId)?.values() ?? [])];
    const byId = new Map(all.map((person) => [person.userId, person]));
    return [...byId.values()].filter(({ userId }) => {
      const newer = newestWord(teamId, userId);
      return newer === undefined || isTheirAdmin(newer);
    });
  }

  function admins(client: WebClient, teamId: string): ReturnType<TeamAdmins['admins']> {
    const known = knownAdmins(teamId);
    const isResting = (rests.get(teamId)?.until ?? 0) > now();
    if (isResting || isPaused(teamId, 'users.list')) return { known };
    const listed = listOf(teamId);
    const asked = lists.get(teamId, () => askAdmins(askPage, client, teamId));
    asked.then(
      () => rests.delete(teamId),
      (error: unknown) => {
        const since = rests.get(teamId)?.since ?? now();
        const until = now() + (retryAfterMs(error) ?? adminsRestMs);
        rests.set(teamId, { since, until, isRefused: isSlacksWord(error) });
      },
    );
    return listed ? { known } : { known, asked };
  }

  function unlistedMs(teamId: string): number | undefined {
    const rest = rests.get(teamId);
    if (listOf(teamId) || rest?.isRefused) return undefined;
    // Another call of the method was the one at which Slack wanted a pause.
    if (!rest) return adminsRestMs;
    if (rest.since + adminsAwaitedMs <= now()) return undefined;
    return rest.until > now() ? rest.until - now() : adminsRestMs;
  }

  return {
    seen(teamId, person) {
      const seen = seenAdmins.get(teamId) ?? new Map<string, SlackPerson>();
      if (isTheirAdmin(person) && seen.size < maxSeen) seen.set(person.userId, person);
      if (!isTheirAdmin(person)) seen.delete(person.userId);
      seenAdmins.set(teamId, seen);
    },
    admins,
    async adminsOnceListed(client, teamId) {
      await admins(client, teamId).asked?.catch(() => undefined);
      return { known: knownAdmins(teamId), unlistedMs: unlistedMs(teamId) };
    },
  };
}

async function askAdmins(
  askPage: AskPage,
  client: WebClient,
  teamId: string,
): Promise<SlackPerson[]> {
  const found: SlackPerson[] = [];
  let cursor = '';
  for (let page = 0; page < maxPages && found.length < enoughAdmins; page += 1) {
    const { people, next } = await askPage(client, teamId, { cursor, limit: 200 });
    found.push(...people.filter(isTheirAdmin));
    if (next === undefined) break;
    cursor = next;
  }
  return found;
}

function isTheirAdmin({ isFullMember, isSlackAdmin }: SlackPerson): boolean {
  return isFullMember && isSlackAdmin;
}
