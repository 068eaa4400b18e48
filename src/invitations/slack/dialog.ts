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
import type { ModalView } from '@slack/types';
import { type ActingRequester, type AdminRequester, parseRole } from '../../members/rules.ts';
import { guardsOf, orTellWhomToAsk } from '../../members/slack/guards.ts';
import { openModal, type Trigger } from '../../platform/slack/open-modal.ts';
import { updateModal } from '../../platform/slack/update-modal.ts';
import { messageModal, mrkdwn, section } from '../../shared/blocks.ts';
import { after } from '../../shared/clock.ts';
import { cut } from '../../shared/mrkdwn.ts';
import { givableTools } from '../../tools/api.ts';
import { maxPeople } from '../rules.ts';
import { undoMs } from '../sent-rules.ts';
import { dialogTitle, namedText, noAddressTexts, unclearTexts } from '../texts/dialog.ts';
import { askAnAdminText, inviteRefusalText } from '../texts/refusals.ts';
import { type Invited, inviteMember } from '../use-cases/invite.ts';
import { invitationsById } from '../use-cases/list.ts';
import { listedAddresses } from './address-list.ts';
import { orAsk } from './asking.ts';
import {
  allSent,
  type DialogState,
  emailBlock,
  emailInput,
  inviteCallback,
  inviteModal,
  moreButton,
  openDialogButton,
  peopleBlock,
  peopleInput,
  readDialogState,
  roleBlock,
  roleInput,
  sendKeyOf,
  sentCallback,
  sentModal,
  withSent,
} from './blocks.ts';
import type { InvitationSlackDeps, TypedList } from './deps.ts';
import { readDetails } from './details-blocks.ts';
import { choiceOf } from './form-choice.ts';
import { type NotInvited, notInvitedText } from './invitee-blocks.ts';
import { type ChosenPerson, lookUpChosen } from './invitees.ts';

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
type Press = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;
type DialogDeps = Pick<InvitationSlackDeps, 'database' | 'inviteTtlMs'>;
type Shortcut = SlackShortcutMiddlewareArgs<GlobalShortcut> & AllMiddlewareArgs;

const freshDialog: DialogState = {
  form: 1,
  choice: '',
  role: 'member',
  isMore: false,
  validDays: undefined,
  toolIds: [],
  sent: [],
};

/** Registers the dialog and the ways to open it that aren't the command. */
export function registerDialog(app: App, deps: InvitationSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  const open = adminsLooking.acked(
    orAsk(
      deps,
      [],
      orTellWhomToAsk(deps, tellWhomToAsk, (args: Shortcut | Press, requester) =>
        openDialog(deps, args, requester),
      ),
    ),
  );
  app.shortcut<GlobalShortcut>('invite_member', open);
  app.action<BlockAction>(openDialogButton, open);
  app.action<BlockAction>(
    moreButton,
    adminsLooking.acked((args, requester) => showMore(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(inviteCallback, (args) => {
    const form = readForm(args.view);
    // Asked while it is found out who sends the form: Slack waits 3 s for both.
    const chosen = lookUpChosenIn(deps, args, form);
    const send = admins.answering((_, requester) =>
      sendInvites(deps, args, requester, form, chosen),
    );
    return send(args);
  });
  app.view<ViewSubmitAction>(
    sentCallback,
    adminsLooking.answering((args, requester) => inviteAnother(deps, args, requester)),
  );
}

/** Opens the dialog; the person is known to be an admin. */
export async function openDialog(
  deps: DialogDeps,
  trigger: Trigger,
  requester: AdminRequester,
): Promise<void> {
  await openModal(trigger, await formOf(deps, requester, freshDialog));
}

async function formOf(
  deps: DialogDeps,
  requester: AdminRequester,
  state: DialogState,
): Promise<ModalView> {
  const tools = await givableTools(deps, requester);
  return inviteModal(state, { tools, inviteTtlMs: deps.inviteTtlMs });
}

/** A shortcut has no conversation to answer in, and a button may have none, so all is said in a modal. */
async function tellWhomToAsk(args: Shortcut | Press, adminIds: readonly string[]) {
  const viewId = await openModal(args, askAnAdminModal(adminIds));
  return async (more: readonly string[]) => {
    if (!viewId) return;
    await updateModal(args.client, viewId, askAnAdminModal(more));
  };
}

function askAnAdminModal(adminIds: readonly string[]): ModalView {
  const modal = messageModal(dialogTitle, ' ');
  return { ...modal, blocks: [section(mrkdwn(askAnAdminText(adminIds)))] };
}

async function lookUpChosenIn(
  deps: InvitationSlackDeps,
  { client, context }: Submission,
  { people }: TypedList,
): Promise<readonly ChosenPerson[]> {
  if (people.length > maxPeople) return [];
  return await lookUpChosen(deps, client, context.teamId ?? '', [...new Set(people)]);
}

async function sendInvites(
  deps: InvitationSlackDeps,
  args: Submission,
  requester: ActingRequester,
  form: TypedList,
  chosen: Promise<readonly ChosenPerson[]>,
): Promise<void> {
  const { ack, view } = args;
  const state = { ...readDialogState(view.private_metadata), choice: choiceOf(form) };
  if (isLong(form)) return await deps.lists.lookHere(args, requester, form);
  const requestKey = sendKeyOf(view.id, state);
  const results = await inviteAll(deps, requester, form, await chosen, requestKey);
  const sentIds = results.flatMap((result) => ('id' in result ? result.id : []));
  if (sentIds.length === 0) {
    await ack({ response_action: 'errors', errors: formErrors(results, state) });
    return;
  }
  const { validDays, toolIds } = form.details;
  const next = withSent({ ...state, role: form.role, validDays, toolIds }, sentIds);
  const all = await invitationsById(deps, requester, allSent(next));
  const byId = new Map(all.map((invitation) => [invitation.id, invitation]));
  const invited = results.flatMap((result) => {
    const invitation = 'id' in result ? byId.get(result.id) : undefined;
    if (!('id' in result) || !invitation) return [];
    const { sendKind, name, held } = result;
    const who = name === undefined ? invitation.email : namedText(cut(name, 100), invitation.email);
    return [{ invitation, sendKind, who, heldUntil: held && after(new Date(held.at), undoMs) }];
  });
  const refused = results.filter((result) => 'text' in result);
  const result = { invited, refused, byEmail: deps.sendsEmail };
  const sent = sentModal(next, result, all);
  await ack({ response_action: 'update', view: sent });
}

/** More would not be done within Slack's 3 s. */
function isLong({ typed, people }: TypedList): boolean {
  return people.length > maxPeople || listedAddresses(typed).length > maxPeople;
}

/** What is wrong, at the field that it is about. */
function formErrors(results: readonly Result[], state: DialogState): Record<string, string> {
  const addresses = results.flatMap((each) => ('text' in each && !each.person ? each : []));
  const typed =
    addresses.length > 1 ? addresses.map(notInvitedText) : addresses.map(({ text }) => text);
  const people = results.flatMap((each) =>
    'text' in each && each.person ? notInvitedText(each) : [],
  );
  return {
    ...(typed.length > 0 && { [emailBlock(state.form)]: typed.join('\n') }),
    ...(people.length > 0 && { [peopleBlock(state.form)]: [...new Set(people)].join('\n') }),
  };
}

function readForm({ private_metadata, state: { values } }: ViewSubmitAction['view']): TypedList {
  const state = readDialogState(private_metadata);
  const role = parseRole(values[roleBlock]?.[roleInput]?.selected_option?.value);
  return {
    typed: values[emailBlock(state.form)]?.[emailInput]?.value?.trim() ?? '',
    people: values[peopleBlock(state.form)]?.[peopleInput]?.selected_users ?? [],
    groups: [],
    role: role ?? state.role,
    details: readDetails(values),
  };
}

/** What became of one address; `name` and `person` when it is that of somebody chosen. */
type Result =
  | (Invited & { readonly name: string | undefined })
  | (NotInvited & { readonly person: boolean });

async function inviteAll(
  deps: InvitationSlackDeps,
  requester: ActingRequester,
  { typed, role, details }: TypedList,
  chosen: readonly ChosenPerson[],
  requestKey: string,
): Promise<Result[]> {
  const invite = async (who: string, typedEmail: string, person: boolean): Promise<Result> => {
    const wanted = { requester, typedEmail, role, details, requestKey, canUndo: true };
    const outcome = await inviteMember(deps, wanted);
    if (!outcome.ok) return { who, person, text: inviteRefusalText(outcome.refusal) };
    return { ...outcome.value, name: person ? who : undefined };
  };
  const emails = typed !== '' || chosen.length === 0 ? listedAddresses(typed) : [];
  const results: Result[] = [];
  for (const { typed: email, unclear } of emails) {
    results.push(
      unclear
        ? { who: email, person: false, text: unclearTexts[unclear] }
        : await invite(email, email, false),
    );
  }
  for (const each of chosen) {
    if ('why' in each) {
      const { slackUserId, name = { slackUserId }, why } = each;
      results.push({ who: name, person: true, text: noAddressTexts[why] });
    } else {
      results.push(await invite(each.name, each.address, true));
    }
  }
  return results;
}

/** Shows the rest of the form. Slack keeps what was typed in fields that stay. */
async function showMore(
  deps: DialogDeps,
  { body, client }: Press,
  requester: AdminRequester,
): Promise<void> {
  if (body.view?.callback_id !== inviteCallback) return;
  const state = readDialogState(body.view.private_metadata);
  await updateModal(
    client,
    body.view.id,
    await formOf(deps, requester, { ...state, isMore: true }),
  );
}

/** Only shows the form once more; who sends it is asked then. */
async function inviteAnother(
  deps: DialogDeps,
  { ack, view }: Submission,
  requester: AdminRequester,
): Promise<void> {
  const state = readDialogState(view.private_metadata);
  const next = await formOf(deps, requester, { ...state, form: state.form + 1 });
  await ack({ response_action: 'update', view: next });
}
