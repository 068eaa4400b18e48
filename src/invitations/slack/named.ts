import type { WebClient } from '@slack/web-api';
import type { Requester } from '../../members/rules.ts';
import { cut } from '../../shared/mrkdwn.ts';
import { type NoAddress, noDetails } from '../rules.ts';
import { namedText } from '../texts/dialog.ts';
import type { ActText, Invitee } from './command-text.ts';
import type { InvitationSlackDeps, TypedList } from './deps.ts';
import type { NotInvited } from './invitee-blocks.ts';
import { lookUpChosen } from './invitees.ts';

type Named = ActText & { readonly kind: 'invite' };

/** Whether groups are named that the app may look into: who is in them is seen before anything is sent. */
export async function isOfReadableGroups(
  { slackScopes }: Pick<InvitationSlackDeps, 'slackScopes'>,
  client: WebClient,
  { workspace }: Requester,
  { invitees }: Named,
): Promise<boolean> {
  if (!invitees.some(({ kind }) => kind === 'group')) return false;
  const scopes = await slackScopes.of(client, workspace.slackTeamId);
  return scopes.has('usergroups:read');
}

/** The same as a list: the text without the people and groups that are mentioned in it. */
export function listOf({ invitees, role }: Named, text: string): TypedList {
  const people = invitees.flatMap((each) => (each.kind === 'person' ? each.slackUserId : []));
  const groups = invitees.flatMap((each) => (each.kind === 'group' ? each : []));
  const typed = text.replace(/<[@!][^<>]*>/g, ' ');
  return { typed, people, groups, role, details: noDetails };
}

/** Somebody to invite, and how they were called; `why` when there is no address. */
export type Addressed =
  | { readonly who: string; readonly typedEmail: string; readonly why?: undefined }
  | { readonly who: NotInvited['who']; readonly typedEmail?: undefined; readonly why: NoAddress };

/** The addresses of everybody named, as they were typed or as Slack tells them. */
export async function addressesOf(
  deps: InvitationSlackDeps,
  client: WebClient,
  { workspace }: Requester,
  invitees: readonly Invitee[],
): Promise<Addressed[]> {
  const ids = invitees.flatMap((each) => (each.kind === 'person' ? each.slackUserId : []));
  const chosen = await lookUpChosen(deps, client, workspace.slackTeamId, [...new Set(ids)]);
  return invitees.map((invitee): Addressed => {
    if (invitee.kind === 'address') return { who: invitee.typed, typedEmail: invitee.typed };
    if (invitee.kind === 'handle') return { who: invitee.typed, why: 'no_mention' };
    if (invitee.kind === 'group') return { who: invitee.typed, why: 'group' };
    const { slackUserId } = invitee;
    const person = chosen.find((each) => each.slackUserId === slackUserId);
    if (!person || 'why' in person) {
      return { who: person?.name ?? { slackUserId }, why: person?.why ?? 'no_answer' };
    }
    return { who: namedText(cut(person.name, 100), person.address), typedEmail: person.address };
  });
}
