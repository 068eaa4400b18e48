import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { wordsOf } from '../../invitations/rules.ts';
import type { AdminRequester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { updateModal } from '../../platform/slack/update-modal.ts';
import { messageModal } from '../../shared/blocks.ts';
import { type ImportId, parseImportId } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/outcome.ts';
import { type ActRefusal, actRefusalTexts, progressTexts, taskText } from '../progress-texts.ts';
import { type ImportRow, isRest, type NewRow } from '../rules.ts';
import { draftRefusalTexts, importTitle } from '../texts.ts';
import { remindImport, type TaskStep, undoImport } from '../use-cases/after.ts';
import { startImport } from '../use-cases/draft.ts';
import { rowsOfImport, showIn, showNoMoreIn, viewImport } from '../use-cases/progress.ts';
import { stopImport } from '../use-cases/send.ts';
import { type CsvPart, csvModal, nextCsvButton, readCsvPart } from './csv-blocks.ts';
import type { ImportSlackDeps } from './deps.ts';
import { look, showInstead } from './drafts.ts';
import { showInDialogs } from './open-dialogs.ts';
import {
  copyButton,
  fixButton,
  openImportButton,
  progressModal,
  remindButton,
  stopButton,
  undoButton,
} from './progress-blocks.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** Registers what is done with an import that was sent. */
export function registerProgress(app: App, deps: ImportSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    openImportButton,
    adminsLooking.acked((args, requester) => open(deps, args, requester)),
  );
  app.action<BlockAction<ButtonAction>>(
    copyButton,
    adminsLooking.acked(async (args, requester) => {
      const first = { id: parseImportId(args.action.value), part: 0 };
      await openModal(args, await copy(deps, requester, first));
    }),
  );
  app.action<BlockAction<ButtonAction>>(
    nextCsvButton,
    adminsLooking.acked(async (args, requester) =>
      showInstead(args, await copy(deps, requester, readCsvPart(args.action.value))),
    ),
  );
  app.action<BlockAction<ButtonAction>>(
    fixButton,
    admins.acked((args, requester) => fix(deps, args, requester)),
  );
  app.action<BlockAction<ButtonAction>>(
    stopButton,
    admins.acked(async (args, requester) => {
      const id = parseImportId(args.action.value);
      const stopped = await stopImport(deps, requester, id);
      const notice = stopped.ok ? undefined : actRefusalTexts[stopped.refusal];
      await showAgain(deps, args, requester, id, notice);
      await showOthers(deps, args, requester, id);
    }),
  );
  const act = (button: string, begin: typeof undoImport | typeof remindImport): void => {
    app.action<BlockAction<ButtonAction>>(
      button,
      admins.acked(async (args, requester) => {
        const id = parseImportId(args.action.value);
        await tellOfTask(deps, args, requester, id, await begin(deps, requester, id));
      }),
    );
  };
  act(undoButton, undoImport);
  act(remindButton, remindImport);
}

/** Shows what came of it, also of the links that were posted; what goes on is shown as it does. */
async function tellOfTask(
  deps: ImportSlackDeps,
  args: Press,
  requester: AdminRequester,
  id: ImportId | undefined,
  step: Outcome<TaskStep, ActRefusal>,
): Promise<void> {
  if (!step.ok || !step.value.goesOn) {
    const notice = step.ok ? taskText(step.value) : actRefusalTexts[step.refusal];
    await showAgain(deps, args, requester, id, notice);
    await showOthers(deps, args, requester, id);
  }
  for (const invitationId of step.ok ? step.value.revoked : []) {
    await deps.correctPosted(args.client, requester.workspace.id, { invitationId });
  }
}

/** Shows it in the other dialogs that are open, too. */
async function showOthers(
  deps: ImportSlackDeps,
  { client, body }: Press,
  { workspace }: AdminRequester,
  id: ImportId | undefined,
): Promise<void> {
  if (id) await showInDialogs(deps, client, workspace, id, { except: body.view?.id });
}

async function open(deps: ImportSlackDeps, args: Press, requester: AdminRequester): Promise<void> {
  const id = parseImportId(args.action.value);
  const found = await viewImport(deps, requester, id);
  const view = found.ok ? progressModal(found.value) : await draftOrWhyNot(deps, requester, id);
  const viewId = await openModal(args, view);
  if (!found.ok || !viewId) return;
  const dialog = { viewId, slackUserId: requester.person.userId };
  const allTooMany = await showIn(deps, found.value.import, dialog);
  // What happened while Slack opened it wasn't shown in it: nobody knew of it.
  const since = await viewImport(deps, requester, id);
  const newer = since.ok ? progressModal(since.value) : view;
  if (JSON.stringify(newer) !== JSON.stringify(view)) await updateModal(args.client, viewId, newer);
  for (const tooMany of allTooMany) {
    const outdated = messageModal(importTitle, progressTexts.outdated);
    await updateModal(args.client, tooMany, outdated);
  }
}

async function draftOrWhyNot(
  deps: ImportSlackDeps,
  requester: AdminRequester,
  id: ImportId | undefined,
): Promise<ModalView> {
  const shown = await look(deps, requester, id);
  return 'view' in shown ? shown.view : messageModal(importTitle, draftRefusalTexts[shown.refusal]);
}

async function showAgain(
  deps: ImportSlackDeps,
  { client, body }: Press,
  requester: AdminRequester,
  id: ImportId | undefined,
  notice: string | undefined,
): Promise<void> {
  if (!body.view) return;
  const found = await viewImport(deps, requester, id);
  const view = found.ok
    ? progressModal(found.value, notice)
    : messageModal(importTitle, draftRefusalTexts[found.refusal]);
  await updateModal(client, body.view.id, view);
}

/** Whoever wasn't invited becomes a list of their own, to be mended and sent. */
async function fix(deps: ImportSlackDeps, args: Press, requester: AdminRequester): Promise<void> {
  const id = parseImportId(args.action.value);
  const found = await rowsOfImport(deps, requester, id);
  if (!found.ok)
    return await showInstead(args, messageModal(importTitle, draftRefusalTexts[found.refusal]));
  const { role, validDays, toolIds } = found.value.import;
  const details = { message: wordsOf(found.value.import, requester), validDays, toolIds };
  const rows = found.value.rows.filter(isRest).map(anew);
  if (rows.length === 0) {
    return await showAgain(deps, args, requester, id, progressTexts.nothingToFix);
  }
  // The dialog shows another list from now on.
  if (args.body.view) await showNoMoreIn(deps, found.value.import, args.body.view.id);
  const draft = await startImport(deps, requester, { rows, role, details });
  const shown = draft.ok ? await look(deps, requester, draft.value) : draft;
  await showInstead(
    args,
    'view' in shown ? shown.view : messageModal(importTitle, draftRefusalTexts[shown.refusal]),
  );
}

/** As it was read: whether they can be invited now is seen anew. Whom Slack didn't tell about needs an address. */
function anew({ line, file, typed, to, suggestedName, role }: ImportRow): NewRow {
  return { line, file, typed, to, suggestedName, role };
}

/** Shows rows to be copied; in a dialog of their own, in which one part follows the other. */
async function copy(
  deps: ImportSlackDeps,
  requester: AdminRequester,
  { id, part }: CsvPart,
): Promise<ModalView> {
  const found = await rowsOfImport(deps, requester, id);
  if (!found.ok) return messageModal(importTitle, draftRefusalTexts[found.refusal]);
  return csvModal(found.value.import.id, found.value.rows, part);
}
