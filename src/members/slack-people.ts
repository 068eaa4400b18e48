import { type UsersInfoResponse, WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { beforeAnswer, type Patience, within } from '../platform/deadline.ts';
import { parseEmailAddress } from '../shared/email-address.ts';
import type { SlackPerson } from './rules.ts';

type SlackUser = NonNullable<UsersInfoResponse['user']>;

/** How long Slack's word about a person counts. */
const personKeptMs = 60_000;
/** How old Slack's last word about a person may be where it says nothing newer. */
const lastWordMs = 3_600_000;
/** The list of admins is only for telling people whom to ask. */
const adminsKeptMs = 10 * 60_000;
/** users.list may be called 20 times a minute, and whoever isn't told names reads the sentence without them. */
const adminsRestMs = 60_000;
const mostKept = 10_000;
/** users.list is slow for big teams; the first pages are enough to find somebody to ask. */
const mostPages = 5;
const enoughAdmins = 5;

/** The people of Slack teams, asked from Slack and remembered for a short while. */
export interface SlackPeople {
  /**
   * The person, as seen from the team: somebody of another team is no full member of it. Where Slack is slow or
   * fails, its last word counts. Throws TookTooLong or Slack's error when there is none.
   */
  person(
    client: WebClient,
    teamId: string,
    userId: string,
    patience?: Patience,
  ): Promise<SlackPerson>;
  /** Some owners and admins of the team. */
  admins(client: WebClient, teamId: string): Promise<SlackPerson[]>;
  /**
   * Some owners and admins as far as they are known, without waiting for Slack; and, when nothing is, what Slack is
   * being asked for at the moment.
   */
  adminsAtOnce(
    client: WebClient,
    teamId: string,
  ): { known: readonly SlackPerson[]; asked?: Promise<SlackPerson[]> };
  /** Asks again next time: Slack said that something about the person changed. */
  forget(teamId: string, userId: string): void;
}

export function createSlackPeople(): SlackPeople {
  const people = remember<SlackPerson>(personKeptMs);
  const admins = remember<SlackPerson[]>(adminsKeptMs);
  const adminsRest = new Map<string, number>();

  function askForAdmins(client: WebClient, teamId: string): Promise<SlackPerson[]> {
    return admins.get(teamId, () => askAdmins(client, teamId));
  }

  return {
    async person(client, teamId, userId, patience = {}) {
      const key = `${teamId} ${userId}`;
      const word = people.lastWord(key, lastWordMs);
      const asked = people.get(key, () => askPerson(client, teamId, userId));
      const ms = word ? beforeAnswer.within : patience.within;
      try {
        return await (ms === undefined ? asked : within(ms, asked));
      } catch (error) {
        if (word === undefined || isSlacksWord(error)) throw error;
        return word;
      }
    },
    admins: askForAdmins,
    adminsAtOnce(client, teamId) {
      const known = admins.lastWord(teamId, Number.POSITIVE_INFINITY);
      if ((adminsRest.get(teamId) ?? 0) > performance.now()) return { known: known ?? [] };
      const asked = askForAdmins(client, teamId);
      asked.catch(() => adminsRest.set(teamId, performance.now() + adminsRestMs));
      return known ? { known } : { known: [], asked };
    },
    forget: (teamId, userId) => people.forget(`${teamId} ${userId}`),
  };
}

/** Whether Slack has answered, if only with a no; otherwise it can't answer at the moment. */
function isSlacksWord(error: unknown): boolean {
  const passing = ['ratelimited', 'internal_error', 'fatal_error', 'service_unavailable'];
  return error instanceof WebAPIPlatformError && !passing.includes(error.data.error);
}

async function askPerson(client: WebClient, teamId: string, userId: string): Promise<SlackPerson> {
  const { user } = await client.users.info({ user: userId });
  if (!user) throw new Error('users.info told nothing');
  return toPerson(user, teamId, userId);
}

async function askAdmins(client: WebClient, teamId: string): Promise<SlackPerson[]> {
  const found: SlackPerson[] = [];
  let cursor = '';
  for (let page = 0; page < mostPages && found.length < enoughAdmins; page += 1) {
    const answer = await client.users.list({ limit: 200, ...(cursor && { cursor }) });
    const people = (answer.members ?? []).map((user) => toPerson(user, teamId, user.id ?? ''));
    found.push(...people.filter((person) => person.isFullMember && person.isSlackAdmin));
    cursor = answer.response_metadata?.next_cursor ?? '';
    if (!cursor) break;
  }
  return found;
}

function toPerson(user: SlackUser, teamId: string, userId: string): SlackPerson {
  const email = parseEmailAddress(user.profile?.email ?? '');
  const isOfTeam = user.team_id === teamId || (user.enterprise_user?.teams ?? []).includes(teamId);
  return {
    userId,
    teamId: isOfTeam ? teamId : (user.team_id ?? ''),
    // E-mails name the inviter to people who don't know their nickname.
    name: user.real_name || user.profile?.display_name || user.name || 'Somebody',
    address: email.ok ? email.value.address : undefined,
    isSlackAdmin: Boolean(user.is_admin || user.is_owner || user.is_primary_owner),
    isFullMember:
      isOfTeam &&
      !(user.deleted || user.is_bot || user.is_restricted || user.is_ultra_restricted) &&
      !user.is_stranger,
  };
}

/** Answers that are asked for once and kept for a while; a failed one isn't kept, the last word before it is. */
function remember<T>(keptMs: number) {
  const answers = new Map<string, { until: number; answer: Promise<T> }>();
  const words = new Map<string, { at: number; word: T }>();
  return {
    get(key: string, ask: () => Promise<T>): Promise<T> {
      const known = answers.get(key);
      if (known && known.until > performance.now()) return known.answer;
      if (answers.size >= mostKept) answers.clear();
      if (words.size >= mostKept) words.clear();
      const answer = ask();
      const entry = { until: performance.now() + keptMs, answer };
      answers.set(key, entry);
      // Whoever was forgotten meanwhile stays so.
      const isCurrent = (): boolean => answers.get(key) === entry;
      answer.then(
        (word) => isCurrent() && words.set(key, { at: performance.now(), word }),
        () => isCurrent() && answers.delete(key),
      );
      return answer;
    },
    /** What was answered last, unless that is longer ago. */
    lastWord(key: string, oldestMs: number): T | undefined {
      const last = words.get(key);
      return last && performance.now() - last.at < oldestMs ? last.word : undefined;
    },
    forget(key: string): void {
      answers.delete(key);
      words.delete(key);
    },
  };
}
