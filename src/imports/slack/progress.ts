import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { ActingRequester, AdminRequester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { updateModal } from '../../platform/slack/update-modal.ts';
import { messageModal } from '../../shared/blocks.ts';
import { type ImportId, parseImportId } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/outcome.ts';
import { type ImportRefusal, type ImportRow, isRest, type NewRow } from '../rules.ts';
import {
  draftRefusalTexts,
  importTitle,
  progressTexts,
  remindedText,
  undoneText,
} from '../texts.ts';
import { remindImport, undoImport } from '../use-cases/after.ts';
import { startImport } from '../use-cases/draft.ts';
import { rowsOfImport, showIn, viewImport } from '../use-cases/progress.ts';
import { stopImport } from '../use-cases/send.ts';
import type { ImportSlackDeps } from './deps.ts';
import { look, showInstead } from './drafts.ts';
import {
  copyButton,
  csvLines,
  csvModal,
  fitsCsv,
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
    adminsLooking.acked((args, requester) => copy(deps, args, requester)),
  );
  app.action<BlockAction<ButtonAction>>(
    fixButton,
    admins.acked((args, requester) => fix(deps, args, requester)),
  );
  const act = (
    button: string,
    carryOut: (requester: ActingRequester, id: ImportId | undefined) => Promise<string | undefined>,
  ): void => {
    app.action<BlockAction<ButtonAction>>(
      button,
      admins.acked(async (args, requester) => {
        const id = parseImportId(args.action.value);
        await showAgain(deps, args, requester, id, await carryOut(requester, id));
      }),
    );
  };
  act(stopButton, async (requester, id) => said(await stopImport(deps, requester, id)));
  app.action<BlockAction<ButtonAction>>(
    undoButton,
    admins.acked((args, requester) => undo(deps, args, requester)),
  );
  act(remindButton, async (requester, id) =>
    said(await remindImport(deps, requester, id), remindedText),
  );
}

/** Takes a list back; then the links that were posted of it are said to be dead. */
async function undo(deps: ImportSlackDeps, args: Press, requester: ActingRequester): Promise<void> {
  const id = parseImportId(args.action.value);
  const undone = await undoImport(deps, requester, id);
  const notice = said(undone, (revoked) => undoneText(revoked.length));
  await showAgain(deps, args, requester, id, notice);
  for (const invitationId of undone.ok ? undone.value : []) {
    await deps.correctPosted(args.client, requester.workspace.id, { invitationId });
  }
}

/** What came of an act; nothing where the screen shows it anyway. */
function said<T>(
  outcome: Outcome<T, ImportRefusal | 'reminded_lately'>,
  text?: (value: T) => string,
): string | undefined {
  if (outcome.ok) return text?.(outcome.value);
  return outcome.refusal === 'reminded_lately'
    ? progressTexts.remindedLately
    : draftRefusalTexts[outcome.refusal];
}

async function open(deps: ImportSlackDeps, args: Press, requester: AdminRequester): Promise<void> {
  const id = parseImportId(args.action.value);
  const found = await viewImport(deps, requester, id);
  const view = found.ok ? progressModal(found.value) : await draftOrWhyNot(deps, requester, id);
  const viewId = await openModal(args, view);
  if (found.ok && viewId) await showIn(deps, found.value.import, viewId);
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
  const { role, message, validDays } = found.value.import;
  const details = { message, validDays };
  const rows = found.value.rows.filter(isRest).map(anew);
  if (rows.length === 0) {
    return await showAgain(deps, args, requester, id, progressTexts.nothingToFix);
  }
  const draft = await startImport(deps, requester, { rows, role, details });
  const shown = draft.ok ? await look(deps, requester, draft.value) : draft;
  await showInstead(
    args,
    'view' in shown ? shown.view : messageModal(importTitle, draftRefusalTexts[shown.refusal]),
  );
}

/** As it was read: whether they can be invited now is seen anew. Whom Slack didn't tell about needs an address. */
function anew({ line, typed, to, suggestedName, role }: ImportRow): NewRow {
  return { line, typed, to, suggestedName, role };
}

async function copy(deps: ImportSlackDeps, args: Press, requester: AdminRequester): Promise<void> {
  const found = await rowsOfImport(deps, requester, parseImportId(args.action.value));
  if (!found.ok) {
    await openModal(args, messageModal(importTitle, draftRefusalTexts[found.refusal]));
    return;
  }
  const all = csvLines(found.value.rows);
  const isWhole = fitsCsv(all);
  await openModal(
    args,
    csvModal(isWhole ? all : csvLines(found.value.rows.filter(isRest)), !isWhole),
  );
}
