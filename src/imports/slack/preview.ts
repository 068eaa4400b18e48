import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ActingRequester, AdminRequester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { messageModal } from '../../shared/blocks.ts';
import { parseImportId } from '../../shared/ids.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { draftRefusalTexts, importTitle, previewTexts } from '../texts.ts';
import { type DraftRefusal, discardDraft, mendRows, previewImport } from '../use-cases/draft.ts';
import { viewImport } from '../use-cases/progress.ts';
import { sendImport } from '../use-cases/send.ts';
import type { ImportSlackDeps } from './deps.ts';
import { look, type Press, showInstead, waysIn } from './drafts.ts';
import { formModal } from './form-blocks.ts';
import { showAfterAnswer } from './open-dialogs.ts';
import {
  addMoreButton,
  discardButton,
  isUnmended,
  markOf,
  mendBlockOf,
  previewCallback,
  readLook,
  readMended,
  useLikelyButton,
} from './preview-blocks.ts';
import { progressModal } from './progress-blocks.ts';
import { rowInstead } from './rows.ts';

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Registers what is done where it is shown what will happen. */
export function registerPreview(app: App, deps: ImportSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.view<ViewSubmitAction>(
    previewCallback,
    admins.answering((args, requester) => sendOrMend(deps, args, requester)),
  );
  app.action<BlockAction<ButtonAction>>(
    addMoreButton,
    adminsLooking.acked(async (args, requester) => {
      const ways = await waysIn(deps, args.client, requester);
      await showInstead(args, formModal({ id: parseImportId(args.action.value) }, ways));
    }),
  );
  app.action<BlockAction<ButtonAction>>(
    discardButton,
    admins.acked(async (args, requester) => {
      const done = await discardDraft(deps, requester, parseImportId(args.action.value));
      const said = done.ok ? previewTexts.discarded : draftRefusalTexts[done.refusal];
      await showInstead(args, messageModal(importTitle, said));
    }),
  );
  app.action<BlockAction<ButtonAction>>(
    useLikelyButton,
    admins.acked((args, requester) => useLikely(deps, args, requester)),
  );
}

/** What was mended is looked at again, and so is a list that is another by now; otherwise it is sent as it was shown. */
async function sendOrMend(
  deps: ImportSlackDeps,
  { ack, client, view }: Submission,
  requester: ActingRequester,
): Promise<void> {
  const { id, mark } = readLook(view.private_metadata);
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
  } else if (mark !== markOf(before.value)) {
    // Pressed twice, or in another dialog than the one in which it was changed.
    const now = await look(deps, requester, id);
    if ('refusal' in now) return await refuse(now.refusal);
    await ack({ response_action: 'update', view: now.view });
  } else if (before.value.toInvite.length === 0 && unmended) {
    const errors = { [mendBlockOf(unmended)]: draftRefusalTexts.nothing_found };
    await ack({ response_action: 'errors', errors });
  } else {
    const sent = await sendImport(deps, requester, id, view.id);
    const found = sent.ok ? await viewImport(deps, requester, sent.value) : sent;
    if (!found.ok) return await refuse(found.refusal);
    await ack({ response_action: 'update', view: progressModal(found.value) });
    await showAfterAnswer(deps, client, requester.workspace, found.value.import.id, view.id);
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
