import type { WebClient } from '@slack/web-api';
import type { MentionedGroup } from '../../invitations/rules.ts';
import { asChosen, type ChosenPerson, lookUpChosen } from '../../invitations/slack/invitees.ts';
import type { CallPace } from '../../platform/database/slack-calls.ts';
import { waited } from '../../platform/process/deadline.ts';
import { isSlacksWord, retryAfterMs } from '../../platform/slack/retry.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import type { NewRow } from '../rules.ts';
import { maxCrowd, type SourceProblem } from '../source-rules.ts';
import { takeQuestions } from '../use-cases/questions.ts';
import type { ImportSlackDeps } from './deps.ts';
import { atOnce, rowOfPerson } from './rows.ts';

/** https://docs.slack.dev/reference/methods/conversations.members#pagination */
const pageSize = 200;
/** Whoever waits in front of a dialog waits so long for a pause that Slack wants… */
const maxPauseMs = 30_000;
/** …and so long for all the people of a crowd. */
const maxAskingMs = 20 * 60_000;

/** Told now and then of how many of so many people Slack has been asked. */
export type Tell = (asked: number, of: number) => Promise<void>;

type CrowdDeps = Pick<
  ImportSlackDeps,
  'database' | 'people' | 'log' | 'paces' | 'stopping' | 'slackScopes'
>;

/** Who is in channels: Slack users, each once. Refused when Slack doesn't show or tell it. */
export async function peopleOfChannels(
  deps: CrowdDeps,
  client: WebClient,
  channels: readonly string[],
): Promise<Outcome<string[], SourceProblem>> {
  const people = new Set<string>();
  for (const channel of channels) {
    let cursor = '';
    do {
      try {
        const answer = await afterPause(deps, () =>
          client.conversations.members({ channel, limit: pageSize, ...(cursor && { cursor }) }),
        );
        for (const id of answer.members ?? []) people.add(id);
        cursor = answer.response_metadata?.next_cursor ?? '';
      } catch (err) {
        deps.log.warn({ err }, 'Slack does not tell who is in a channel');
        return refused({ why: isSlacksWord(err) ? 'channel_not_seen' : 'people_no_answer' });
      }
      if (people.size > maxCrowd) return refused({ why: 'too_many_people' });
    } while (cursor);
  }
  return done([...people]);
}

/** Who is in groups, each once; and a row for each group that Slack doesn't show or tell of. */
export async function peopleOfGroups(
  deps: CrowdDeps,
  client: WebClient,
  slackTeamId: string,
  groups: readonly MentionedGroup[],
): Promise<{ people: string[]; rows: NewRow[] }> {
  const people = new Set<string>();
  const rows: NewRow[] = [];
  if (groups.length === 0) return { people: [], rows };
  const scopes = await deps.slackScopes.of(client, slackTeamId);
  const mayAsk = scopes.has('usergroups:read');
  const row = { line: 0, to: undefined, suggestedName: undefined, role: undefined };
  for (const { slackGroupId, typed } of groups) {
    if (!mayAsk) {
      rows.push({ ...row, typed, reason: 'group' });
      continue;
    }
    try {
      const { users = [] } = await afterPause(deps, () =>
        client.usergroups.users.list({ usergroup: slackGroupId }),
      );
      for (const id of users) people.add(id);
    } catch (err) {
      // The team's plan may have no groups.
      deps.log.info({ err }, 'Slack does not tell who is in a group');
      rows.push({ ...row, typed, reason: isSlacksWord(err) ? 'group' : 'no_answer' });
    }
  }
  return { people: [...people], rows };
}

/** Asks, and once again after the pause that Slack wants. */
async function afterPause<T>({ stopping }: CrowdDeps, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const waitMs = retryAfterMs(error);
    if (waitMs === undefined || waitMs > maxPauseMs) throw error;
    if (!(await waited(waitMs, stopping))) throw error;
    return await ask();
  }
}

/**
 * The rows of everybody in a crowd but apps and those who left. Many are looked for in the list of the whole team; about
 * the others Slack is asked one by one, as fast as it allows, and once more where it told nothing. Of whom it still doesn't,
 * costs nobody else.
 */
export async function rowsOfCrowd(
  deps: CrowdDeps,
  client: WebClient,
  workspace: Workspace,
  slackUserIds: readonly string[],
  tell: Tell,
): Promise<NewRow[]> {
  const endsAt = performance.now() + maxAskingMs;
  const ask = (ids: readonly string[], told: Tell) =>
    askAboutAll(deps, client, workspace, ids, { endsAt, tell: told });
  const listed = await findInList(deps, client, workspace, slackUserIds, { endsAt, tell });
  const unlisted = slackUserIds.filter((id) => !listed.has(id));
  const tellOfAll: Tell = (asked) => tell(listed.size + asked, slackUserIds.length);
  const first = await ask(unlisted, tellOfAll);
  const silent = first.filter(isUnanswered).map(({ slackUserId }) => slackUserId);
  const second = await ask(silent, async () => undefined);
  const asked = new Map([...first, ...second].map((each) => [each.slackUserId, each]));
  const answers = slackUserIds.flatMap((id) => listed.get(id) ?? asked.get(id) ?? []);
  return answers.filter(isInvitable).map(rowOfPerson);
}

/** Fewer than that are asked about one by one sooner. */
const manyPeople = 50;
/** https://docs.slack.dev/reference/methods/users.list#arg_limit */
const listPageSize = 500;
/** As many pages as take no longer than a question about each person. */
const peopleOfAPage = 10;
const maxListPages = 20;

/** Those of many people who stand on the first pages of the list of the whole team, by their ids. */
async function findInList(
  deps: CrowdDeps,
  client: WebClient,
  workspace: Workspace,
  slackUserIds: readonly string[],
  { endsAt, tell }: { endsAt: number; tell: Tell },
): Promise<Map<string, ChosenPerson>> {
  const found = new Map<string, ChosenPerson>();
  if (slackUserIds.length <= manyPeople) return found;
  const wanted = new Set(slackUserIds);
  const maxPages = Math.min(Math.ceil(wanted.size / peopleOfAPage), maxListPages);
  let cursor = '';
  for (let page = 0; page < maxPages && found.size < wanted.size; page += 1) {
    if (!(await mayAsk(deps, deps.paces.lists, workspace, 1, endsAt))) break;
    try {
      const { people, next } = await afterPause(deps, () =>
        deps.people.page(client, workspace.slackTeamId, { cursor, limit: listPageSize }),
      );
      for (const person of people) {
        if (wanted.has(person.userId)) found.set(person.userId, asChosen(person));
      }
      await tell(found.size, wanted.size);
      if (next === undefined) break;
      cursor = next;
    } catch (err) {
      deps.log.info(
        { err },
        'Slack does not tell who is in the team: people are asked about one by one',
      );
      break;
    }
  }
  return found;
}

/** How many of so many questions may be asked, once it is at least one; none when that takes too long. */
async function mayAsk(
  { database, stopping }: CrowdDeps,
  pace: CallPace,
  { id }: Workspace,
  wanted: number,
  endsAt: number,
): Promise<number> {
  for (;;) {
    const { given, nextInMs } = await takeQuestions(database, pace, id, wanted);
    if (given > 0) return given;
    const isTooLong = performance.now() + nextInMs > endsAt;
    if (isTooLong || !(await waited(Math.max(nextInMs, 1), stopping))) return 0;
  }
}

function isUnanswered(person: ChosenPerson): boolean {
  return 'why' in person && person.why === 'no_answer';
}

function isInvitable(person: ChosenPerson): boolean {
  return !('why' in person && (person.why === 'bot' || person.why === 'deactivated'));
}

async function askAboutAll(
  deps: CrowdDeps,
  client: WebClient,
  workspace: Workspace,
  slackUserIds: readonly string[],
  { endsAt, tell }: { endsAt: number; tell: Tell },
): Promise<ChosenPerson[]> {
  const answers: ChosenPerson[] = [];
  while (answers.length < slackUserIds.length) {
    const left = slackUserIds.slice(answers.length);
    const wanted = Math.min(left.length, atOnce);
    const given = await mayAsk(deps, deps.paces.crowds, workspace, wanted, endsAt);
    if (given === 0) {
      const unanswered = { name: undefined, why: 'no_answer' } as const;
      return [...answers, ...left.map((slackUserId) => ({ slackUserId, ...unanswered }))];
    }
    const some = left.slice(0, given);
    answers.push(...(await lookUpChosen(deps, client, workspace.slackTeamId, some)));
    await tell(answers.length, slackUserIds.length);
  }
  return answers;
}
