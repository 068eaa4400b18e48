import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { emailInput, openManyButton } from '../../invitations/slack/blocks.ts';
import type { Lists, TypedList } from '../../invitations/slack/deps.ts';
import type { AdminRequester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { updateModal } from '../../platform/slack/update-modal.ts';
import { messageModal } from '../../shared/blocks.ts';
import { draftRefusalTexts, formTexts, importTitle } from '../texts.ts';
import type { ImportSlackDeps } from './deps.ts';
import { draftAndLook, type Press, showInstead } from './drafts.ts';
import {
  type FormState,
  formCallback,
  formModal,
  listBlock,
  maxListLength,
  readForm,
  readFormState,
  readingModal,
  type TypedForm,
} from './form-blocks.ts';
import { rowsOfList, rowsOfPeople } from './rows.ts';

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Registers where lists come in. */
export function registerLists(app: App, deps: ImportSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    openManyButton,
    adminsLooking.acked((args) => openForm(args)),
  );
  app.view<ViewSubmitAction>(
    formCallback,
    admins.answering((args, requester) => readWhatCame(deps, args, requester)),
  );
}

const newList: FormState = { id: undefined };

/** Where the other ways to invite people lead with long lists. */
export function createLists(deps: ImportSlackDeps): Lists {
  const formOf = ({ typed, people, role }: TypedList): TypedForm => ({
    list: typed,
    people,
    role,
    message: undefined,
  });
  return {
    async open(trigger) {
      await openModal(trigger, formModal(newList));
    },
    async lookHere(args, requester, list) {
      await lookHere(deps, args, requester, newList, formOf(list));
    },
    async look(trigger, requester, list) {
      // Should it be too late for a dialog, the list is kept all the same, and stands in Home.
      const viewId = await openModal(trigger, readingModal);
      const read = () => withPeople(deps, trigger.client, requester, newList, formOf(list));
      if (viewId !== undefined) return await showRead(trigger.client, viewId, read);
      await read();
      deps.changed(requester.workspace.id, requester.person.userId);
    },
  };
}

/** Opens the form, in place of the dialog that it is opened from, with what was typed there. */
async function openForm(args: Press): Promise<void> {
  const { view } = args.body;
  if (view?.type !== 'modal') return void (await openModal(args, formModal(newList)));
  const list = typedIn(view.state.values);
  await showInstead(args, formModal(newList, { ...(list && { list }) }));
}

/** What was typed in the dialog for one person or a few. */
function typedIn(values: NonNullable<BlockAction['view']>['state']['values']): string | undefined {
  const fields = Object.values(values).map((inputs) => inputs[emailInput]?.value);
  return fields.find((value) => value)?.slice(0, maxListLength) ?? undefined;
}

async function readWhatCame(
  deps: ImportSlackDeps,
  args: Submission,
  requester: AdminRequester,
): Promise<void> {
  const form = readForm(args.view.state.values);
  await lookHere(deps, args, requester, readFormState(args.view.private_metadata), form);
}

/** Shows in the dialog that was submitted what will happen to everybody in the list. */
async function lookHere(
  deps: ImportSlackDeps,
  args: Submission,
  requester: AdminRequester,
  state: FormState,
  form: TypedForm,
): Promise<void> {
  const { ack, client, view } = args;
  const listed = rowsOfList(form.list);
  if (form.people.length === 0) {
    const shown = await draftAndLook(deps, requester, state, form, listed);
    if ('view' in shown) return await ack({ response_action: 'update', view: shown.view });
    const errors = { [listBlock]: draftRefusalTexts[shown.refusal] };
    return await ack({ response_action: 'errors', errors });
  }
  await ack({ response_action: 'update', view: readingModal });
  await showRead(client, view.id, () => withPeople(deps, client, requester, state, form));
}

/** Shows what was read where it stands that it is being read; when that fails, nobody is left waiting there. */
async function showRead(
  client: WebClient,
  viewId: string,
  read: () => Promise<ModalView>,
): Promise<void> {
  try {
    await updateModal(client, viewId, await read());
  } catch (error) {
    // A courtesy: what failed first is what is told of.
    const failed = messageModal(importTitle, formTexts.failed);
    await updateModal(client, viewId, failed).catch(() => undefined);
    throw error;
  }
}

/** Slack is asked about people, which may take longer than it waits for an answer. */
async function withPeople(
  deps: ImportSlackDeps,
  client: WebClient,
  requester: AdminRequester,
  state: FormState,
  form: TypedForm,
): Promise<ModalView> {
  const { slackTeamId } = requester.workspace;
  const people = await rowsOfPeople(deps, client, slackTeamId, form.people);
  const rows = [...rowsOfList(form.list), ...people];
  const shown = await draftAndLook(deps, requester, state, form, rows);
  if ('view' in shown) return shown.view;
  return formModal(state, { ...form, notice: draftRefusalTexts[shown.refusal] });
}
