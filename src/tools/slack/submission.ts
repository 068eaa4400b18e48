import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { ActingRequester, SlackPerson } from '../../members/rules.ts';
import { type ActorDeps, orStranger } from '../../members/slack/actor.ts';
import { beforeAnswer } from '../../platform/process/deadline.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import type { ToolField } from '../form-rules.ts';
import type { ToolChange, ToolWanted } from '../use-cases/manage.ts';
import { othersField } from './dialog-blocks.ts';

/** The dialog about a tool, as it was sent. */
export type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** What was typed and chosen, against what the dialog showed as chosen. */
export async function readChange(
  deps: Pick<ActorDeps, 'people'>,
  args: Submission,
  requester: ActingRequester,
): Promise<ToolChange> {
  const { view } = args;
  const { shown } = parsedObject(view.private_metadata);
  const before = Array.isArray(shown) ? shown.filter((id) => typeof id === 'string') : [];
  const selected = view.state.values.members?.members?.selected_users ?? [];
  const others = view.state.values[othersField]?.[othersField];
  const kept = before.filter((id) => selected.includes(id));
  return {
    // Whoever is chosen already isn't asked about: they may have left Slack, and stay members here.
    ...(await readWanted(deps, args, requester, kept)),
    kept,
    dropped: before.filter((id) => !selected.includes(id)),
    areOthersKept: !others || (others.selected_options ?? []).length > 0,
  };
}

/** What was typed and chosen; Slack is asked about everybody but those who are known. */
export async function readWanted(
  deps: Pick<ActorDeps, 'people'>,
  { view, client }: Submission,
  { workspace: { slackTeamId } }: ActingRequester,
  known: readonly string[] = [],
): Promise<ToolWanted> {
  const field = (name: ToolField) => view.state.values[name]?.[name];
  const text = (name: ToolField) => field(name)?.value ?? '';
  const choice = (name: ToolField) => field(name)?.selected_option?.value;
  const access = choice('access');
  const selected = access === 'chosen' ? (field('members')?.selected_users ?? []) : [];
  const chosen = selected.filter((id) => !known.includes(id));
  const people: SlackPerson[] = await Promise.all(
    chosen.map((id) => orStranger(deps.people.person(client, slackTeamId, id, beforeAnswer), id)),
  );
  const form = {
    name: text('name'),
    address: text('address'),
    preset: choice('preset'),
    access,
    redirectUris: text('redirectUris'),
    signOutUri: text('signOutUri'),
  };
  return { form, chosen: people };
}
