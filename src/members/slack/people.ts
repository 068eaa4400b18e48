import type { UsersInfoResponse, WebClient } from '@slack/web-api';
import { beforeAnswer, type Patience, within } from '../../platform/process/deadline.ts';
import { isSlacksWord, slackErrorName } from '../../platform/slack/retry.ts';
import { parseEmailAddress } from '../../shared/email-address.ts';
import { storable } from '../../shared/storable-text.ts';
import type { Local, SlackPerson, SlackUserFound } from '../rules.ts';
import { remember } from './remember.ts';
import { createTeamAdmins, type TeamAdmins } from './team-admins.ts';

type SlackUser = NonNullable<UsersInfoResponse['user']>;

/** How long Slack's word about a person counts for showing them something. */
const personKeptMs = 60_000;
/** How long it counts for that where Slack says nothing newer… */
const lastWordToLookMs = 3_600_000;
/** …and for acting. */
const lastWordToActMs = 10 * 60_000;

/** The people of Slack teams, asked from Slack and remembered for a short while. */
export interface SlackPeople extends Omit<TeamAdmins, 'seen'> {
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
  now = () => performance.now(),
}: {
  maxKept?: number;
  /** Whether Slack wants no calls of a method for a while: then its last word does. */
  isPaused?: (teamId: string, method: string) => boolean;
  /** The app's clock in milliseconds, by which such pauses end. */
  now?: () => number;
} = {}): SlackPeople {
  const people = remember<SlackPerson>({ keptMs: personKeptMs, max: maxKept });
  const admins = createTeamAdmins({
    maxKept,
    isPaused,
    now,
    newestWord: (teamId, userId) => people.lastWord(`${teamId} ${userId}`, lastWordToLookMs),
    askPage,
  });
  const listeners: ((client: WebClient, person: SlackPerson) => void)[] = [];

  async function askAbout(client: WebClient, teamId: string, userId: string): Promise<SlackPerson> {
    const person = await askPerson(client, teamId, userId);
    if (person.isDeactivated && person.teamId === teamId) {
      for (const listener of listeners) listener(client, person);
    }
    admins.seen(teamId, person);
    return person;
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
    admins: admins.admins,
    adminsOnceListed: admins.adminsOnceListed,
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
