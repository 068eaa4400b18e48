import type { UsersInfoResponse, WebClient } from '@slack/web-api';
import { parseEmailAddress } from '../shared/email-address.ts';
import type { SlackPerson } from './rules.ts';

type SlackUser = NonNullable<UsersInfoResponse['user']>;

/** How long Slack's word about a person counts. */
const personKeptMs = 60_000;
/** The list of admins is only for telling people whom to ask. */
const adminsKeptMs = 10 * 60_000;
const mostKept = 10_000;
/** users.list is slow for big teams; the first pages are enough to find somebody to ask. */
const mostPages = 5;
const enoughAdmins = 5;

/** The people of Slack teams, asked from Slack and remembered for a short while. */
export interface SlackPeople {
  /** The person, as seen from the team: somebody of another team is no full member of it. */
  person(client: WebClient, teamId: string, userId: string): Promise<SlackPerson>;
  /** Some owners and admins of the team. */
  admins(client: WebClient, teamId: string): Promise<SlackPerson[]>;
  /** Asks again next time: Slack said that something about the person changed. */
  forget(teamId: string, userId: string): void;
}

export function createSlackPeople(): SlackPeople {
  const people = remember<SlackPerson>(personKeptMs);
  const admins = remember<SlackPerson[]>(adminsKeptMs);
  return {
    person: (client, teamId, userId) =>
      people.get(`${teamId} ${userId}`, () => askPerson(client, teamId, userId)),
    admins: (client, teamId) => admins.get(teamId, () => askAdmins(client, teamId)),
    forget: (teamId, userId) => people.forget(`${teamId} ${userId}`),
  };
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

/** Answers that are asked for once and kept for a while; a failed one isn't kept. */
function remember<T>(keptMs: number) {
  const answers = new Map<string, { until: number; answer: Promise<T> }>();
  return {
    get(key: string, ask: () => Promise<T>): Promise<T> {
      const known = answers.get(key);
      if (known && known.until > performance.now()) return known.answer;
      if (answers.size >= mostKept) answers.clear();
      const answer = ask();
      answers.set(key, { until: performance.now() + keptMs, answer });
      answer.catch(() => answers.delete(key));
      return answer;
    },
    forget: (key: string) => void answers.delete(key),
  };
}
