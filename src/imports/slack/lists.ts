import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { openManyButton } from '../../invitations/slack/blocks.ts';
import type { AdminRequester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { openModal, type Trigger } from '../../platform/slack/open-modal.ts';
import { messageModal } from '../../shared/blocks.ts';
import { type ImportId, parseImportId } from '../../shared/ids.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import type { NewRow } from '../rules.ts';
import { draftRefusalTexts, importTitle } from '../texts.ts';
import {
  addToImport,
  type DraftRefusal,
  mendRows,
  previewImport,
  startImport,
} from '../use-cases/draft.ts';
import { viewImport } from '../use-cases/progress.ts';
import { sendImport } from '../use-cases/send.ts';
import type { ImportSlackDeps } from './deps.ts';
import {
  formCallback,
  formModal,
  listBlock,
  readForm,
  readFormState,
  readingModal,
  type TypedForm,
} from './form-blocks.ts';
import {
  addMoreButton,
  importOfMetadata,
  isUnmended,
  mendBlockOf,
  previewCallback,
  previewModal,
  readMended,
  useLikelyButton,
} from './preview-blocks.ts';
import { progressModal } from './progress-blocks.ts';
import { rowInstead, rowsOfList, rowsOfPeople } from './rows.ts';

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** Registers where lists come in, and the look at what will happen. */
export function registerLists(app: App, deps: ImportSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.action<BlockAction>(
    openManyButton,
    adminsLooking.acked((args) => openForm(args)),
  );
  app.view<ViewSubmitAction>(
    formCallback,
    admins.answering((args, requester) => readWhatCame(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    previewCallback,
    admins.answering((args, requester) => sendOrMend(deps, args, requester)),
  );
  app.action<BlockAction<ButtonAction>>(
    addMoreButton,
    adminsLooking.acked(async (args) => {
      await showInstead(args, formModal({ id: parseImportId(args.action.value) }));
    }),
  );
  app.action<BlockAction<ButtonAction>>(
    useLikelyButton,
    admins.acked((args, requester) => useLikely(deps, args, requester)),
  );
}

/** Opens the form; whoever sends it is asked then. */
export async function openForm(trigger: Trigger): Promise<void> {
  await openModal(trigger, formModal({ id: undefined }));
}

async function showInstead({ client, body }: Press, view: ModalView): Promise<void> {
  if (body.view) await client.views.update({ view_id: body.view.id, view });
}

async function readWhatCame(
  deps: ImportSlackDeps,
  args: Submission,
  requester: Parameters<typeof sendImport>[1],
): Promise<void> {
  const { ack, view } = args;
  const form = readForm(view.state.values);
  const listed = rowsOfList(form.list);
  if (form.people.length > 0) return await readPeople(deps, args, requester, form, listed);
  const shown = await draftAndLook(deps, requester, args, form, listed);
  if ('refusal' in shown) {
    const errors = { [listBlock]: draftRefusalTexts[shown.refusal] };
    await ack({ response_action: 'errors', errors });
  } else {
    await ack({ response_action: 'update', view: shown.view });
  }
}

/** Slack is asked about people, which may take longer than it waits for an answer. */
async function readPeople(
  deps: ImportSlackDeps,
  args: Submission,
  requester: AdminRequester,
  form: TypedForm,
  listed: readonly NewRow[],
): Promise<void> {
  const { ack, client, context, view } = args;
  await ack({ response_action: 'update', view: readingModal });
  const people = await rowsOfPeople(deps, client, context.teamId ?? '', form.people);
  const shown = await draftAndLook(deps, requester, args, form, [...listed, ...people]);
  const next =
    'view' in shown
      ? shown.view
      : formModal(readFormState(view.private_metadata), {
          ...form,
          notice: draftRefusalTexts[shown.refusal],
        });
  await client.views.update({ view_id: view.id, view: next });
}

type Shown = { readonly view: ModalView } | { readonly refusal: DraftRefusal };

async function draftAndLook(
  deps: ImportSlackDeps,
  requester: AdminRequester,
  { view }: Submission,
  { role, message }: TypedForm,
  rows: readonly NewRow[],
): Promise<Shown> {
  const { id } = readFormState(view.private_metadata);
  const draft = id
    ? await addToImport(deps, requester, id, rows)
    : await startImport(deps, requester, { rows, role, message });
  return draft.ok ? await look(deps, requester, draft.value) : draft;
}

async function look(
  deps: ImportSlackDeps,
  requester: AdminRequester,
  id: ImportId | undefined,
): Promise<Shown> {
  const found = await previewImport(deps, requester, id);
  return found.ok ? { view: previewModal(found.value, []) } : found;
}

/** What was mended is looked at again; with nothing mended, it is sent. */
async function sendOrMend(
  deps: ImportSlackDeps,
  { ack, view }: Submission,
  requester: Parameters<typeof sendImport>[1],
): Promise<void> {
  const id = importOfMetadata(view.private_metadata);
  const refuse = async (refusal: DraftRefusal) => {
    const said = messageModal(importTitle, draftRefusalTexts[refusal]);
    await ack({ response_action: 'update', view: said });
  };
  const before = await previewImport(deps, requester, id);
  if (!before.ok) return await refuse(before.refusal);
  const typed = readMended(view.state.values);
  const mended = before.value.wrong.flatMap((row) => {
    const value = typed.get(row.position);
    return value === undefined || isUnmended(row, value)
      ? []
      : [{ position: row.position, by: rowInstead(value) }];
  });
  const [unmended] = before.value.wrong;
  if (mended.length > 0) {
    const done = await mendRows(deps, requester, id, mended);
    const shown = done.ok ? await look(deps, requester, id) : done;
    if ('refusal' in shown) return await refuse(shown.refusal);
    await ack({ response_action: 'update', view: shown.view });
  } else if (before.value.toInvite.length === 0 && unmended) {
    const errors = { [mendBlockOf(unmended)]: draftRefusalTexts.nothing_found };
    await ack({ response_action: 'errors', errors });
  } else {
    const sent = await sendImport(deps, requester, id, view.id);
    const found = sent.ok ? await viewImport(deps, requester, sent.value) : sent;
    if (!found.ok) return await refuse(found.refusal);
    await ack({ response_action: 'update', view: progressModal(found.value) });
  }
}

async function useLikely(
  deps: ImportSlackDeps,
  args: Press,
  requester: AdminRequester,
): Promise<void> {
  const { id, position, email } = parsedObject(args.action.value ?? '');
  const draft = parseImportId(id);
  const by = rowInstead(typeof email === 'string' ? email : '');
  if (!by?.to || !Number.isSafeInteger(position)) return;
  const done = await mendRows(deps, requester, draft, [{ position: Number(position), by }]);
  const shown = done.ok ? await look(deps, requester, draft) : done;
  await showInstead(
    args,
    'view' in shown ? shown.view : messageModal(importTitle, draftRefusalTexts[shown.refusal]),
  );
}
