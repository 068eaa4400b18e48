import type { WebClient } from '@slack/web-api';
import { type ChosenPerson, lookUpChosen } from '../../invitations/slack/invitees.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { readAddressList } from '../../shared/address-list.ts';
import { type NewRow, rowOf } from '../rules.ts';

/** The rows of a pasted list. */
export function rowsOfList(typed: string): NewRow[] {
  return readAddressList(typed).rows.map(rowOf);
}

/** What was typed in place of a row: one address, or again none; undefined when it is to be left out. */
export function rowInstead(typed: string): Omit<NewRow, 'line'> | undefined {
  if (typed === '') return undefined;
  const [only, another] = rowsOfList(typed);
  if (only && !another) return only;
  return { typed, to: undefined, suggestedName: undefined, role: undefined };
}

/** The rows without those whose address one before them has. */
export function distinctRows(rows: readonly NewRow[]): NewRow[] {
  const addresses = new Set<string>();
  return rows.filter(({ to }) => {
    if (!to) return true;
    if (addresses.has(to.address)) return false;
    addresses.add(to.address);
    return true;
  });
}

/** So many people are asked about at a time. */
export const atOnce = 10;

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

/** The row of somebody whom Slack was asked about. */
export function rowOfPerson(chosen: ChosenPerson): NewRow {
  const { slackUserId, name } = chosen;
  const row = { line: 0, suggestedName: name, role: undefined };
  if ('why' in chosen) {
    return { ...row, typed: name ?? slackUserId, to: undefined, reason: chosen.why };
  }
  const { address } = chosen;
  return { ...row, typed: undefined, to: { email: address, address } };
}
