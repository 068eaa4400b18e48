import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  GlobalShortcut,
  SlackActionMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { adminsToAsk, identifyRequester, lookUpActor } from '../members/actor.ts';
import { parseRole, type Requester, type Role } from '../members/rules.ts';
import { openModal, tooLateText } from '../platform/open-modal.ts';
import { messageModal } from '../shared/blocks.ts';
import type { Invitation } from './rules.ts';
import {
  askAnAdminText,
  type DialogState,
  emailBlock,
  emailInput,
  inviteCallback,
  inviteModal,
  inviteRefusalText,
  openDialogButton,
  peopleBlock,
  peopleInput,
  readDialogState,
  roleBlock,
  roleInput,
  sentCallback,
  sentModal,
  withSent,
} from './slack-blocks.ts';
import type { InvitationSlackDeps } from './slack-deps.ts';
import { inviteMember } from './use-cases/invite.ts';
import { invitationsById } from './use-cases/list.ts';

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
type Press = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;
type Shortcut = SlackShortcutMiddlewareArgs<GlobalShortcut> & AllMiddlewareArgs;

const freshDialog: DialogState = { form: 1, role: 'member', sent: [] };

/** Registers the dialog and the ways to open it that aren't the command. */
export function registerDialog(app: App, deps: InvitationSlackDeps): void {
  app.shortcut<GlobalShortcut>('invite_member', (args) => openFromShortcut(deps, args));
  app.action<BlockAction>(openDialogButton, (args) => openFromButton(deps, args));
  app.view<ViewSubmitAction>(inviteCallback, (args) => sendInvites(deps, args));
  app.view<ViewSubmitAction>(sentCallback, inviteAnother);
}

/** Opens the dialog for an admin; false when Slack wouldn't, because it took too long. */
export async function openDialog(client: WebClient, triggerId: string): Promise<boolean> {
  return await openModal(client, triggerId, inviteModal(freshDialog));
}

async function openFromShortcut(deps: InvitationSlackDeps, args: Shortcut): Promise<void> {
  const { ack, client, context, shortcut } = args;
  await ack();
  const requester = await identifyRequester(deps, client, context);
  const { isAdmin } = await lookUpActor(deps, requester);
  // A shortcut has no conversation to answer in, so everything is said in a modal.
  if (isAdmin) await openDialog(client, shortcut.trigger_id);
  else await openModal(client, shortcut.trigger_id, await askAnAdminModal(deps, client, requester));
}

async function openFromButton(deps: InvitationSlackDeps, args: Press): Promise<void> {
  const { ack, body, client, context, respond } = args;
  await ack();
  const requester = await identifyRequester(deps, client, context);
  const { isAdmin } = await lookUpActor(deps, requester);
  const opened = isAdmin
    ? await openDialog(client, body.trigger_id)
    : await openModal(client, body.trigger_id, await askAnAdminModal(deps, client, requester));
  if (!opened && body.response_url) {
    await respond({ response_type: 'ephemeral', replace_original: false, text: tooLateText });
  }
}

/** Tells somebody who isn't an admin whom to ask. */
export async function askAnAdminModal(
  deps: InvitationSlackDeps,
  client: WebClient,
  requester: Requester,
) {
  const admins = await adminsToAsk(deps, client, requester);
  const modal = messageModal('Invite member', ' ');
  const text = { type: 'mrkdwn', text: askAnAdminText(admins) } as const;
  return { ...modal, blocks: [{ type: 'section', text } as const] };
}

/** What somebody typed or chose in the form. */
interface Form {
  readonly typed: string;
  readonly people: readonly string[];
  readonly role: Role;
}

async function sendInvites(deps: InvitationSlackDeps, args: Submission): Promise<void> {
  const { ack, client, context, view } = args;
  const state = readDialogState(view.private_metadata);
  const form = readForm(view.state.values, state);
  const requester = await identifyRequester(deps, client, context);
  const results = await inviteAll(deps, client, requester, form, `${view.id} ${state.form}`);
  const sentIds = results.flatMap((result) => ('id' in result ? result.id : []));
  if (sentIds.length === 0) {
    const errors = Object.fromEntries(
      results.map((result) => [
        result.source === 'typed' ? emailBlock(state.form) : peopleBlock(state.form),
        'text' in result ? result.text : '',
      ]),
    );
    await ack({ response_action: 'errors', errors });
    return;
  }
  const next = withSent({ ...state, role: form.role }, sentIds);
  const { workspace } = requester;
  const all = await invitationsById(deps.database, workspace.id, next.sent);
  const byId = new Map(all.map((invitation) => [invitation.id, invitation]));
  const found = (renewed: boolean): Invitation[] =>
    results.flatMap((result) =>
      'id' in result && result.renewed === renewed ? (byId.get(result.id) ?? []) : [],
    );
  const refused = results.flatMap((result) => ('text' in result ? result.text : []));
  const view2 = sentModal(next, { sent: found(false), renewed: found(true), refused }, all);
  await ack({ response_action: 'update', view: view2 });
  deps.changed(workspace.id);
}

function readForm(values: ViewSubmitAction['view']['state']['values'], state: DialogState): Form {
  const role = parseRole(values[roleBlock]?.[roleInput]?.selected_option?.value);
  return {
    typed: values[emailBlock(state.form)]?.[emailInput]?.value?.trim() ?? '',
    people: values[peopleBlock(state.form)]?.[peopleInput]?.selected_users ?? [],
    role: role ?? state.role,
  };
}

type Result = { readonly source: 'typed' | 'people' } & (
  | { readonly id: Invitation['id']; readonly renewed: boolean }
  | { readonly text: string }
);

async function inviteAll(
  deps: InvitationSlackDeps,
  client: WebClient,
  requester: Requester,
  { typed, people, role }: Form,
  requestKey: string,
): Promise<Result[]> {
  const chosen = await Promise.all(
    people.map((userId) => deps.people.person(client, requester.workspace.slackTeamId, userId)),
  );
  const results: Result[] = [];
  if (typed !== '' || people.length === 0) {
    const outcome = await inviteMember(deps, { requester, typedEmail: typed, role, requestKey });
    results.push(
      outcome.ok
        ? { source: 'typed', ...outcome.value }
        : { source: 'typed', text: inviteRefusalText(outcome.refusal) },
    );
  }
  for (const person of chosen) {
    const noAddress = `Slack tells no e-mail address of ${person.name}.`;
    const typedEmail = person.address ?? '';
    const outcome = await inviteMember(deps, { requester, typedEmail, role, requestKey });
    results.push(
      outcome.ok
        ? { source: 'people', ...outcome.value }
        : {
            source: 'people',
            text: person.address
              ? `${person.name}: ${inviteRefusalText(outcome.refusal)}`
              : noAddress,
          },
    );
  }
  return results;
}

async function inviteAnother({ ack, view }: Submission): Promise<void> {
  const state = readDialogState(view.private_metadata);
  await ack({ response_action: 'update', view: inviteModal({ ...state, form: state.form + 1 }) });
}
