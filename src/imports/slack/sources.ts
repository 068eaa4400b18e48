import type { WebClient } from '@slack/web-api';
import type { AdminRequester } from '../../members/rules.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { SentFile } from '../../shared/slack-file.ts';
import { maxListBytes } from '../list-file-rules.ts';
import type { NewRow } from '../rules.ts';
import { maxCrowd, type SourceProblem } from '../source-rules.ts';
import { readFile } from '../use-cases/read-file.ts';
import { peopleOfChannels, peopleOfGroups, rowsOfCrowd, type Tell } from './crowds.ts';
import type { ImportSlackDeps } from './deps.ts';
import type { TypedForm } from './form-blocks.ts';
import { distinctRows, rowsOfList, rowsOfPeople } from './rows.ts';

/** Whether Slack has to be asked before it is known who is meant: that may take longer than it waits for an answer. */
export function isOfSlack({ people, channels, groups, file }: TypedForm): boolean {
  return [people, channels, groups].some(({ length }) => length > 0) || file !== undefined;
}

/** The rows of all that was typed and chosen, each person once. Refused when something that was chosen can't be read. */
export async function rowsOfForm(
  deps: ImportSlackDeps,
  client: WebClient,
  { workspace }: AdminRequester,
  form: TypedForm,
  tell: Tell,
): Promise<Outcome<NewRow[], SourceProblem>> {
  const { slackTeamId } = workspace;
  const file = form.file ? await rowsOfFile(deps, client, form.file) : done([]);
  if (!file.ok) return file;
  const channels = await peopleOfChannels(deps, client, form.channels);
  if (!channels.ok) return channels;
  const groups = await peopleOfGroups(deps, client, slackTeamId, form.groups);
  const chosen = new Set(form.people);
  const crowd = [...new Set([...channels.value, ...groups.people])].filter((id) => !chosen.has(id));
  if (crowd.length > maxCrowd) return refused({ why: 'too_many_people' });
  const rows = distinctRows([
    ...file.value,
    ...rowsOfList(form.list),
    ...groups.rows,
    ...(await rowsOfPeople(deps, client, slackTeamId, form.people)),
    ...(await rowsOfCrowd(deps, client, workspace, crowd, tell)),
  ]);
  const isOfCrowd = form.channels.length > 0 || form.groups.length > 0;
  return rows.length === 0 && isOfCrowd ? refused({ why: 'nobody_there' }) : done(rows);
}

async function rowsOfFile(
  { slackFiles }: ImportSlackDeps,
  client: WebClient,
  file: SentFile,
): Promise<Outcome<NewRow[], SourceProblem>> {
  const bytes = await slackFiles.fetch(client, file, maxListBytes);
  if (!bytes.ok) return refused({ why: bytes.refusal });
  const rows = readFile(bytes.value);
  return rows.ok ? done(rows.value.map((row) => ({ ...row, file: file.name }))) : rows;
}
