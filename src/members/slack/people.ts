import type { UsersInfoResponse, WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { beforeAnswer, type Patience, within } from '../../platform/process/deadline.ts';
import { isSlacksWord, retryAfterMs, slackErrorName } from '../../platform/slack/retry.ts';
import { parseEmailAddress } from '../../shared/email-address.ts';
import { storable } from '../../shared/storable-text.ts';
import type { Local, SlackPerson, SlackUserFound } from '../rules.ts';

type SlackUser = NonNullable<UsersInfoResponse['user']>;

/** How long Slack's word about a person counts for showing them something. */
const personKeptMs = 60_000;
/** How long it counts for that where Slack says nothing newer… */
const lastWordToLookMs = 3_600_000;
/** …and for acting. */
const lastWordToActMs = 10 * 60_000;
/** The list of admins is only for telling people whom to ask; of those whom Slack says something newer of, that counts. */
const adminsKeptMs = 6 * 3_600_000;
/** For how long it isn't asked for again when that failed, unless Slack says how long. */
const adminsRestMs = 60_000;
/** users.list is slow for big teams; the first pages are enough to find somebody to ask. */
const maxPages = 5;
const enoughAdmins = 5;
/** So many of a team's admins are remembered of whom Slack was asked. */
const maxSeen = 20;

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
  /** The same, asked from Slack now; the last word counts for a shorter time. */
  personNow(
    client: WebClient,
    teamId: string,
    userId: string,
    patience?: Patience,
  ): Promise<SlackPerson>;
  /** The person by Slack's word of the last minute; undefined when there is none. Asks nothing. */
  personAtOnce(teamId: string, userId: string): SlackPerson | undefined;
  /** The Slack user who has a canonical address: undefined when nobody has it. */
  userWithAddress(client: WebClient, address: string): Promise<SlackUserFound>;
  /**
   * Some owners and admins as far as they are known, from the list that Slack gave or because they were seen; and, as
   * long as there is no list, what Slack is being asked for at the moment. Nobody who waits may wait for that:
   * users.list may be called 20 times a minute, and has many pages in a big team.
   */
  admins(
    client: WebClient,
    teamId: string,
  ): { known: readonly SlackPerson[]; asked?: Promise<SlackPerson[]> };
  /** Some of everybody in the team, from a cursor on, and where the next begin; nowhere after the last. */
  page(
    client: WebClient,
    teamId: string,
    at: { cursor: string; limit: number },
  ): Promise<{ people: SlackPerson[]; next: string | undefined }>;
  /** Called when Slack says of somebody of the team that they are deactivated. */
  onDeactivated(listener: (client: WebClient, person: SlackPerson) => void): void;
  /** Asks again next time: Slack said that something about the person changed. */
  forget(teamId: string, userId: string): void;
}

/** Nobody is known yet; of so many people Slack's word is kept, of those who were asked for last. */
export function createSlackPeople({
  maxKept = 10_000,
  isPaused = () => false,
}: {
  maxKept?: number;
  /** Whether Slack wants no calls of a method for a while: then its last word does. */
  isPaused?: (teamId: string, method: string) => boolean;
} = {}): SlackPeople {
  const people = remember<SlackPerson>({ keptMs: personKeptMs, max: maxKept });
  const admins = remember<SlackPerson[]>({ keptMs: adminsKeptMs, max: maxKept });
  const adminsRest = new LRUCache<string, number>({ max: maxKept });
  /** By team: the admins who were seen, by their ids. */
  const seenAdmins = new LRUCache<string, Map<string, SlackPerson>>({ max: maxKept });
  const listeners: ((client: WebClient, person: SlackPerson) => void)[] = [];

  async function askAbout(client: WebClient, teamId: string, userId: string): Promise<SlackPerson> {
    const person = await askPerson(client, teamId, userId);
    if (person.isDeactivated && person.teamId === teamId) {
      for (const listener of listeners) listener(client, person);
    }
    const seen = seenAdmins.get(teamId) ?? new Map<string, SlackPerson>();
    if (isTheirAdmin(person) && seen.size < maxSeen) seen.set(userId, person);
    if (!isTheirAdmin(person)) seen.delete(userId);
    seenAdmins.set(teamId, seen);
    return person;
  }

  function knownAdmins(teamId: string): SlackPerson[] {
    const listed = admins.lastWord(teamId, Number.POSITIVE_INFINITY) ?? [];
    const all = [...listed, ...(seenAdmins.get(teamId)?.values() ?? [])];
    const byId = new Map(all.map((person) => [person.userId, person]));
    return [...byId.values()].filter(({ userId }) => {
      const newer = people.lastWord(`${teamId} ${userId}`, lastWordToLookMs);
      return newer === undefined || isTheirAdmin(newer);
    });
  }

  /** Slack's last word where it wants no such question now. */
  function wordInPause(teamId: string, last: SlackPerson | undefined): SlackPerson | undefined {
    return last && isPaused(teamId, 'users.info') ? last : undefined;
  }

  return {
    async person(client, teamId, userId, patience = {}) {
      const key = `${teamId} ${userId}`;
      const last = people.lastWord(key, lastWordToLookMs);
      const word = wordInPause(teamId, last);
      if (word) return word;
      return await newestWord(
        people.get(key, () => askAbout(client, teamId, userId)),
        last,
        patience,
      );
    },
    async personNow(client, teamId, userId, patience = {}) {
      const key = `${teamId} ${userId}`;
      const last = people.lastWord(key, lastWordToActMs);
      const word = wordInPause(teamId, last);
      if (word) return word;
      return await newestWord(
        people.ask(key, () => askAbout(client, teamId, userId)),
        last,
        patience,
      );
    },
    personAtOnce: (teamId, userId) => people.lastWord(`${teamId} ${userId}`, personKeptMs),
    userWithAddress: askUserWithAddress,
    admins(client, teamId) {
      const known = knownAdmins(teamId);
      const isResting = (adminsRest.get(teamId) ?? 0) > performance.now();
      if (isResting || isPaused(teamId, 'users.list')) return { known };
      const listed = admins.lastWord(teamId, Number.POSITIVE_INFINITY);
      const asked = admins.get(teamId, () => askAdmins(client, teamId));
      asked.catch((error: unknown) => {
        adminsRest.set(teamId, performance.now() + (retryAfterMs(error) ?? adminsRestMs));
      });
      return listed ? { known } : { known, asked };
    },
    page: askPage,
    onDeactivated: (listener) => void listeners.push(listener),
    forget: (teamId, userId) => people.forget(`${teamId} ${userId}`),
  };
}

/** What Slack says now, or said last where it is slow or fails. */
async function newestWord(
  asked: Promise<SlackPerson>,
  last: SlackPerson | undefined,
  patience: Patience,
): Promise<SlackPerson> {
  const ms = last ? beforeAnswer.within : patience.within;
  try {
    return await (ms === undefined ? asked : within(ms, asked));
  } catch (error) {
    if (last === undefined || isSlacksWord(error)) throw error;
    return last;
  }
}

async function askPerson(client: WebClient, teamId: string, userId: string): Promise<SlackPerson> {
  const { user } = await client.users.info({ user: userId, include_locale: true });
  if (!user) throw new Error('users.info told nothing');
  return toPerson(user, teamId, userId);
}

async function askUserWithAddress(client: WebClient, email: string): Promise<SlackUserFound> {
  try {
    const { user } = await within(beforeAnswer.within, client.users.lookupByEmail({ email }));
    return { answered: true, userId: user?.id };
  } catch (error) {
    // Any other no, such as missing_scope, doesn't say that there is nobody.
    return { answered: slackErrorName(error) === 'users_not_found', userId: undefined };
  }
}

async function askAdmins(client: WebClient, teamId: string): Promise<SlackPerson[]> {
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

async function askPage(
  client: WebClient,
  teamId: string,
  { cursor, limit }: { cursor: string; limit: number },
): Promise<{ people: SlackPerson[]; next: string | undefined }> {
  const answer = await client.users.list({ limit, ...(cursor && { cursor }) });
  return {
    people: (answer.members ?? []).map((user) => toPerson(user, teamId, user.id ?? '')),
    next: answer.response_metadata?.next_cursor || undefined,
  };
}

function isTheirAdmin({ isFullMember, isSlackAdmin }: SlackPerson): boolean {
  return isFullMember && isSlackAdmin;
}

function toPerson(user: SlackUser, teamId: string, userId: string): SlackPerson {
  const email = parseEmailAddress(user.profile?.email ?? '');
  const isOfTeam = user.team_id === teamId || (user.enterprise_user?.teams ?? []).includes(teamId);
  return {
    userId,
    teamId: isOfTeam ? teamId : (user.team_id ?? ''),
    // Emails name the inviter to people who don't know their nickname.
    name: storable(user.real_name || user.profile?.display_name || user.name || 'Somebody'),
    address: email.ok ? email.value.address : undefined,
    isDeactivated: user.deleted === true,
    // Slack says that its own one is none.
    isBot: user.is_bot === true || userId === 'USLACKBOT',
    isSlackAdmin: Boolean(user.is_admin || user.is_owner || user.is_primary_owner),
    isFullMember:
      isOfTeam &&
      !(user.deleted || user.is_bot || user.is_restricted || user.is_ultra_restricted) &&
      !user.is_stranger,
    ...localOf(user),
  };
}

/** Lists tell no language, and of whoever is deactivated Slack tells neither. */
function localOf({ locale, tz }: SlackUser): { local?: Local } {
  if (!locale) return {};
  return { local: { locale: storable(locale), timeZone: tz ? storable(tz) : null } };
}

/** Answers that are asked for once and kept for a while; a failed one isn't kept. */
function remember<T>({ keptMs, max }: { keptMs: number; max: number }) {
  /** The newest answers; without a word where it was forgotten. */
  const words = new LRUCache<string, { askedAt: number; word: T | undefined }>({
    max,
  });
  const asking = new Map<string, Promise<T>>();

  function keep(key: string, askedAt: number, word: T | undefined): void {
    // A slow answer isn't newer than what was said meanwhile.
    if (askedAt >= (words.get(key)?.askedAt ?? 0)) words.set(key, { askedAt, word });
  }

  /** The last answer, unless it is older than that. */
  function lastWord(key: string, ageMs: number): T | undefined {
    const last = words.get(key);
    return last && last.askedAt + ageMs > performance.now() ? last.word : undefined;
  }

  async function askAndKeep(key: string, question: () => Promise<T>): Promise<T> {
    const askedAt = performance.now();
    const word = await question();
    keep(key, askedAt, word);
    return word;
  }

  /** Whoever asks the same at the same time gets the same answer. */
  async function ask(key: string, question: () => Promise<T>): Promise<T> {
    const running = asking.get(key);
    if (running !== undefined) return await running;
    const answer = askAndKeep(key, question).finally(() => {
      if (asking.get(key) === answer) asking.delete(key);
    });
    asking.set(key, answer);
    return await answer;
  }

  return {
    get: async (key: string, question: () => Promise<T>): Promise<T> =>
      lastWord(key, keptMs) ?? (await ask(key, question)),
    ask,
    lastWord,
    forget(key: string): void {
      asking.delete(key);
      keep(key, performance.now(), undefined);
    },
  };
}
