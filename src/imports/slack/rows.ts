import type { WebClient } from '@slack/web-api';
import { type ChosenPerson, lookUpChosen } from '../../invitations/slack/invitees.ts';
import { parseRole } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import type { ListedRow } from '../../shared/address-line.ts';
import { readAddressList } from '../../shared/address-list.ts';
import type { NewRow } from '../rules.ts';

/** The rows of a pasted list. */
export function rowsOfList(typed: string): NewRow[] {
  return readAddressList(typed).rows.map(rowOf);
}

/** A row as an import keeps it. Of a role that there isn't nobody knows what is meant, so it needs a look. */
function rowOf(row: ListedRow): NewRow {
  const { line } = row;
  const nothing = { suggestedName: undefined, role: undefined };
  if (row.kind === 'wrong') return { line, typed: row.typed, to: undefined, ...nothing };
  const role = parseRole(row.role?.toLowerCase());
  if (row.role !== undefined && role === undefined) {
    return { line, typed: `${row.to.email}, ${row.role}`, to: undefined, ...nothing };
  }
  return { line, typed: undefined, to: row.to, suggestedName: row.name, role };
}

/** What was typed in place of a row: one address, or again none; undefined when it is to be left out. */
export function rowInstead(typed: string): Omit<NewRow, 'line'> | undefined {
  if (typed === '') return undefined;
  const [only, another] = rowsOfList(typed);
  if (only && !another) return only;
  return { typed, to: undefined, suggestedName: undefined, role: undefined };
}

/** So many people are asked about at a time. */
const atOnce = 10;

/** The rows of people who were chosen in Slack. */
export async function rowsOfPeople(
  deps: ActorDeps,
  client: WebClient,
  slackTeamId: string,
  slackUserIds: readonly string[],
): Promise<NewRow[]> {
  const ids = [...new Set(slackUserIds)];
  const rows: NewRow[] = [];
  for (let start = 0; start < ids.length; start += atOnce) {
    const some = ids.slice(start, start + atOnce);
    const chosen = await lookUpChosen(deps, client, slackTeamId, some);
    rows.push(...chosen.map(rowOfPerson));
  }
  return rows;
}

function rowOfPerson(chosen: ChosenPerson): NewRow {
  const { slackUserId, name } = chosen;
  const row = { line: 0, suggestedName: name, role: undefined };
  if ('why' in chosen) {
    return { ...row, typed: name ?? slackUserId, to: undefined, reason: chosen.why };
  }
  const { address } = chosen;
  return { ...row, typed: undefined, to: { email: address, address } };
}
