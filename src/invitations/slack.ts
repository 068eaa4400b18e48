import type {
  AllMiddlewareArgs,
  App,
  SlackCommandMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { type ActorDeps, adminsToAsk, identifyRequester, lookUpActor } from '../members/actor.ts';
import { parseRole } from '../members/rules.ts';
import type { InvitationDeps } from './deps.ts';
import {
  askAnAdminText,
  type DialogState,
  emailBlock,
  emailInput,
  inviteCallback,
  inviteModal,
  inviteRefusalText,
  readDialogState,
  roleBlock,
  roleInput,
  sentCallback,
  sentModal,
  withSent,
} from './slack-blocks.ts';
import { inviteMember } from './use-cases/invite.ts';
import { invitationsById } from './use-cases/list.ts';

export interface InvitationSlackDeps extends InvitationDeps, ActorDeps {
  readonly command: string;
}

type Command = SlackCommandMiddlewareArgs & AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Registers the ways in which admins invite people from Slack. */
export function registerInvitations(app: App, deps: InvitationSlackDeps): void {
  app.command(deps.command, (args) => openDialog(deps, args));
  app.view<ViewSubmitAction>(inviteCallback, (args) => sendInvite(deps, args));
  app.view<ViewSubmitAction>(sentCallback, inviteAnother);
}

const freshDialog: DialogState = { form: 1, role: 'member', sent: [] };

async function openDialog(deps: InvitationSlackDeps, args: Command): Promise<void> {
  const { ack, client, context, command, respond } = args;
  await ack();
  const requester = await identifyRequester(deps, client, context);
  const actor = await lookUpActor(deps, requester);
  if (actor.isAdmin) {
    await client.views.open({ trigger_id: command.trigger_id, view: inviteModal(freshDialog) });
    return;
  }
  const admins = await adminsToAsk(deps, client, requester.workspace);
  await respond({ response_type: 'ephemeral', text: askAnAdminText(admins) });
}

async function sendInvite(deps: InvitationSlackDeps, args: Submission): Promise<void> {
  const { ack, client, context, view } = args;
  const state = readDialogState(view.private_metadata);
  const { values } = view.state;
  const block = emailBlock(state.form);
  const role = parseRole(values[roleBlock]?.[roleInput]?.selected_option?.value);
  const { workspace, person } = await identifyRequester(deps, client, context);
  const outcome = await inviteMember(deps, {
    workspace,
    person,
    typedEmail: values[block]?.[emailInput]?.value ?? '',
    role: role ?? state.role,
    requestKey: `${view.id} ${state.form}`,
  });
  if (!outcome.ok) {
    await ack({
      response_action: 'errors',
      errors: { [block]: inviteRefusalText(outcome.refusal) },
    });
    return;
  }
  const after = withSent({ ...state, role: role ?? state.role }, outcome.value);
  const sent = await invitationsById(deps.database, workspace.id, after.sent);
  const latest = sent.at(-1);
  if (!latest) throw new Error('the invitation just sent is gone');
  await ack({ response_action: 'update', view: sentModal(after, latest, sent) });
}

async function inviteAnother({ ack, view }: Submission): Promise<void> {
  const state = readDialogState(view.private_metadata);
  await ack({ response_action: 'update', view: inviteModal({ ...state, form: state.form + 1 }) });
}
