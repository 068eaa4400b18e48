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
import { readDetails } from '../../invitations/slack/details-blocks.ts';
import type { AdminRequester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { reportFault } from '../../platform/process/error-boundary.ts';
import { textOf } from '../../platform/slack/fault.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { updateModal } from '../../platform/slack/update-modal.ts';
import { fitting } from '../../shared/typed-text.ts';
import { sourceProblemText } from '../source-texts.ts';
import { draftRefusalTexts } from '../texts.ts';
import type { Tell } from './crowds.ts';
import type { ImportSlackDeps } from './deps.ts';
import { draftAndLook, type Press, showInstead, waysIn } from './drafts.ts';
import {
  askingModal,
  type FormState,
  type FormWays,
  formCallback,
  formModal,
  listBlock,
  maxListLength,
  readForm,
  readFormState,
  readingModal,
  type TypedForm,
} from './form-blocks.ts';
import { rowsOfList } from './rows.ts';
import { isOfSlack, rowsOfForm } from './sources.ts';

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Registers where lists come in. */
export function registerLists(app: App, deps: ImportSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    openManyButton,
    adminsLooking.acked((args, requester) => openForm(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    formCallback,
    admins.answering((args, requester) => readWhatCame(deps, args, requester)),
  );
}

const newList: FormState = { id: undefined };

/** Where the other ways to invite people lead with long lists. */
export function createLists(deps: ImportSlackDeps): Lists {
  const formOf = ({ typed, people, groups, role, details }: TypedList): TypedForm => ({
    ...{ list: typed, people, groups, role, details },
    ...{ channels: [], file: undefined },
  });
  return {
    async open(trigger, requester) {
      const ways = await waysIn(deps, trigger.client, requester);
      await openModal(trigger, formModal(newList, ways));
    },
    async lookHere(args, requester, list) {
      await lookHere(deps, args, requester, newList, formOf(list));
    },
    async look(trigger, requester, list) {
      const { client } = trigger;
      const viewId = await openModal(trigger, readingModal);
      if (viewId !== undefined) {
        return await readInto(deps, client, requester, viewId, newList, formOf(list));
      }
      // Too late for a dialog; the list is kept all the same, and stands in Home.
      const tell = async () => undefined;
      await lookOrAgain(deps, client, requester, { state: newList, form: formOf(list), tell });
      deps.changed(requester.workspace.id, requester.person.userId);
    },
  };
}

/** Opens the form, in place of the dialog that it is opened from, with what was typed there. */
async function openForm(
  deps: ImportSlackDeps,
  args: Press,
  requester: AdminRequester,
): Promise<void> {
  const { view } = args.body;
  const ways = await waysIn(deps, args.client, requester);
  if (view?.type !== 'modal') return void (await openModal(args, formModal(newList, ways)));
  const { values } = view.state;
  const list = typedIn(values);
  const filled = { ...(list && { list }), details: readDetails(values) };
  await showInstead(args, formModal(newList, ways, filled));
}

/** What was typed in the dialog for one person or a few. */
function typedIn(values: NonNullable<BlockAction['view']>['state']['values']): string | undefined {
  const fields = Object.values(values).map((inputs) => inputs[emailInput]?.value);
  const typed = fields.find((value) => value);
  return typed ? fitting(typed, maxListLength) : undefined;
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
  if (isOfSlack(form)) {
    await ack({ response_action: 'update', view: readingModal });
    return await readInto(deps, client, requester, view.id, state, form);
  }
  const shown = await draftAndLook(deps, requester, state, form, rowsOfList(form.list));
  if ('view' in shown) return await ack({ response_action: 'update', view: shown.view });
  const errors = { [listBlock]: draftRefusalTexts[shown.refusal] };
  await ack({ response_action: 'errors', errors });
}

/** Shows it in a dialog that stands there waiting, once Slack has told who is meant; whatever fails is told there, too. */
async function readInto(
  deps: ImportSlackDeps,
  client: WebClient,
  requester: AdminRequester,
  viewId: string,
  state: FormState,
  form: TypedForm,
): Promise<void> {
  const tell = teller(deps, client, viewId);
  const next = await lookOrAgain(deps, client, requester, { state, form, tell });
  try {
    await updateModal(client, viewId, next);
  } catch (error) {
    deps.log.warn({ err: error }, 'Slack did not take what was read of a list: once more');
    await updateModal(client, viewId, next);
  }
}

/** As many people are asked about at once. */
const fewPeople = 30;
const tellEveryMs = 3000;

/** Shows in the dialog how far it is. */
function teller({ log }: ImportSlackDeps, client: WebClient, viewId: string): Tell {
  let toldAt = Number.NEGATIVE_INFINITY;
  return async (asked, of) => {
    if (of <= fewPeople || performance.now() - toldAt < tellEveryMs) return;
    toldAt = performance.now();
    try {
      await client.views.update({ view_id: viewId, view: askingModal(asked, of) });
    } catch (err) {
      log.info({ err }, 'how far a list is was not shown');
    }
  };
}

/** What will happen to everybody; or the form again as it was, with what is wrong above it. */
async function lookOrAgain(
  deps: ImportSlackDeps,
  client: WebClient,
  requester: AdminRequester,
  { state, form, tell }: { state: FormState; form: TypedForm; tell: Tell },
): Promise<ModalView> {
  const again = async (notice: string, less: Partial<FormWays> = {}): Promise<ModalView> => {
    const ways = { ...(await waysIn(deps, client, requester)), ...less };
    return formModal(state, ways, { ...form, notice });
  };
  try {
    const rows = await rowsOfForm(deps, client, requester, form, tell);
    if (!rows.ok) {
      // By now Slack has taken that away, whatever it said before.
      const less = rows.refusal.why === 'web_page' ? { hasFile: false } : {};
      return await again(sourceProblemText(rows.refusal), less);
    }
    const shown = await draftAndLook(deps, requester, state, form, rows.value);
    return 'view' in shown ? shown.view : await again(draftRefusalTexts[shown.refusal]);
  } catch (error) {
    return await again(textOf(error, reportFault(deps.log, error, { at: 'imports' })));
  }
}
