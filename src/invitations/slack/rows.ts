import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  OverflowAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { ActingRequester, Requester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { showAgain } from '../../members/slack/home-tab.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { refusalModal } from '../../shared/blocks.ts';
import { type InvitationId, parseInvitationId } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/outcome.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { type Invitation, type ManageRefusal, parseGeneration } from '../rules.ts';
import { shownIn } from '../shown-rules.ts';
import { doneTexts, notDoneText, resentText, rowTexts } from '../texts/home.ts';
import { manageRefusalText } from '../texts/refusals.ts';
import {
  replaceLink,
  resendAllExpired,
  resendInvitation,
  revokeInvitation,
} from '../use-cases/manage.ts';
import { extendInvitation, inviteAgain } from '../use-cases/mend.ts';
import { actButton, type ChosenAct, invitationMenu } from './act-blocks.ts';
import { registerToolChanges } from './change-tools.ts';
import type { InvitationRowsDeps } from './deps.ts';
import { openAddressModal, openRoleModal, registerMending } from './mend.ts';
import { registerMessageActs } from './message-acts.ts';
import { openAbout } from './open-about.ts';
import { registerPeople, showPersonAgain } from './person.ts';
import { personRef } from './person-blocks.ts';
import { replaceCallback, replaceModal, revokeCallback, revokeModal } from './question-blocks.ts';
import { resendAllButton } from './row-blocks.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Choice = SlackActionMiddlewareArgs<BlockAction<OverflowAction | ButtonAction>> &
  AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
type Done = Outcome<Invitation, ManageRefusal>;
type Manage = (
  deps: InvitationRowsDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
) => Promise<Done>;
/** What came of it, by whom it was done with and the invitation as it is now. */
type DoneText = (email: string, invitation: Invitation) => string;

/** Registers what admins do with an invitation in their Home tab. */
export function registerInvitationRows(app: App, deps: InvitationRowsDeps): void {
  const { admins } = guardsOf(deps);
  registerPeople(app, deps);
  registerMending(app, deps);
  registerToolChanges(app, deps);
  registerMessageActs(app, deps);
  app.action<BlockAction<ButtonAction>>(
    resendAllButton,
    admins.acked((args, requester) => resendAll(deps, args, requester)),
  );
  const choose = chooser(deps);
  app.action<BlockAction<OverflowAction | ButtonAction>>(invitationMenu, choose);
  app.action<BlockAction<OverflowAction | ButtonAction>>(new RegExp(`^${actButton}`), choose);
  app.view<ViewSubmitAction>(
    revokeCallback,
    admins.answering((args, requester) =>
      confirmed(deps, args, requester, revokeAs, doneTexts.revoked),
    ),
  );
  app.view<ViewSubmitAction>(
    replaceCallback,
    admins.answering((args, requester) =>
      confirmed(deps, args, requester, replaceAs, doneTexts.replaced),
    ),
  );
}

async function act(
  deps: InvitationRowsDeps,
  args: Press | Choice,
  requester: ActingRequester,
  value: unknown,
  manage: Manage,
  text: DoneText,
): Promise<void> {
  const notice = await manageAndTell(deps, requester, value, manage, text);
  if (args.body.view?.type === 'modal') {
    // Home lies behind it, and is brought up to date by itself.
    await showPersonAgain(deps, args, requester, personRef('invitation', value), notice);
  } else await showAgain(deps, args, requester, notice);
  await correct(deps, args.client, requester, value);
}

/** Says of the invitation's posted links what they are now. */
async function correct(
  deps: InvitationRowsDeps,
  client: WebClient,
  { workspace }: Requester,
  value: unknown,
): Promise<void> {
  const invitationId = parseInvitationId(value);
  if (invitationId) await deps.correctPosted(client, workspace.id, { invitationId });
}

async function manageAndTell(
  deps: InvitationRowsDeps,
  requester: ActingRequester,
  value: unknown,
  manage: Manage,
  text: DoneText,
): Promise<string> {
  const outcome = await manage(deps, requester, parseInvitationId(value));
  return outcome.ok
    ? text(outcome.value.email, outcome.value)
    : notDoneText(manageRefusalText(outcome.refusal));
}

async function resendAll(
  deps: InvitationRowsDeps,
  args: Press,
  requester: ActingRequester,
): Promise<void> {
  const outcome = await resendAllExpired(deps, requester);
  const notice = outcome.ok
    ? resentText(outcome.value)
    : notDoneText(manageRefusalText(outcome.refusal));
  await showAgain(deps, args, requester, notice);
}

/** What can be done with an invitation, by a button or an entry of its menu. */
function chooser(deps: InvitationRowsDeps): (args: Choice) => Promise<void> {
  const { everybody, admins, adminsLooking } = guardsOf(deps);
  const outdated = everybody.acked((args: Choice, requester) => sayOutdated(deps, args, requester));
  const entries = {
    resend: admins.acked((args, requester) =>
      act(deps, args, requester, chosen(args).id, resendInvitation, doneTexts.resent),
    ),
    change_role: adminsLooking.acked((args, requester) =>
      openRoleModal(deps, args, requester, chosen(args).id),
    ),
    change_address: adminsLooking.acked((args, requester) =>
      openAddressModal(deps, args, requester, chosen(args).id),
    ),
    replace: adminsLooking.acked(async (args, requester) => {
      const { id, generation } = chosen(args);
      if (generation === undefined) await sayOutdated(deps, args, requester);
      else await openAbout(deps, args, requester, id, (each) => replaceModal(each, generation));
    }),
    // A menu can't ask back for one of its entries only, so the question is a modal.
    revoke: adminsLooking.acked((args, requester) =>
      openAbout(deps, args, requester, chosen(args).id, revokeModal),
    ),
    extend: admins.acked((args, requester) =>
      act(deps, args, requester, chosen(args).id, extendInvitation, doneTexts.extended),
    ),
    invite_again: admins.acked((args, requester) =>
      act(deps, args, requester, chosen(args).id, inviteAgain, invitedAgainText),
    ),
  } as const satisfies Record<ChosenAct, (args: Choice) => Promise<void>>;
  const byName = new Map<string | undefined, (args: Choice) => Promise<void>>(
    Object.entries(entries),
  );
  return async (args) => await (byName.get(chosen(args).name) ?? outdated)(args);
}

function chosen({ action }: Choice) {
  // Not there when another element had this id, in an older version of the app.
  const ofButton = action.type === 'button' && action.action_id !== invitationMenu;
  const value = ofButton ? action.value : Object(action).selected_option?.value;
  const [name, id, told] = (value ?? '').split(':');
  return { name, id, generation: parseGeneration(told) };
}

/** For an entry of another version of the app: Home is shown anew, with the entries that it has now. */
async function sayOutdated(
  deps: InvitationRowsDeps,
  args: Choice,
  requester: Requester,
): Promise<void> {
  await openModal(args, refusalModal(rowTexts.title, manageRefusalText('outdated')));
  await showAgain(deps, args, requester);
}

/** It gives the earlier invitation, or the open one that somebody else has sent meanwhile. */
function invitedAgainText(email: string, { acceptedAt, revokedAt }: Invitation): string {
  return acceptedAt || revokedAt ? doneTexts.invitedAgain(email) : doneTexts.invitedAlready(email);
}

/** As the dialog has shown it. */
function revokeAs(about: Record<string, unknown>): Manage {
  return (deps, requester, id) => revokeInvitation(deps, requester, id, shownIn(about).email);
}

function replaceAs(about: Record<string, unknown>): Manage {
  const generation = parseGeneration(about.generation);
  return (deps, requester, id) =>
    replaceLink(deps, requester, id, generation, shownIn(about).email);
}

async function confirmed(
  deps: InvitationRowsDeps,
  { ack, client, view }: Submission,
  requester: ActingRequester,
  manage: (about: Record<string, unknown>) => Manage,
  text: DoneText,
): Promise<void> {
  const about = parsedObject(view.private_metadata);
  const { invitationId } = about;
  const notice = await manageAndTell(deps, requester, invitationId, manage(about), text);
  await ack({ response_action: 'clear' });
  await deps.home.publish(client, requester, { notice });
  await correct(deps, client, requester, invitationId);
}
