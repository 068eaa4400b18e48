import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
} from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { ActingRequester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { updateModal } from '../../platform/slack/update-modal.ts';
import { type InvitationId, parseInvitationId } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/outcome.ts';
import type { Invitation, ManageRefusal } from '../rules.ts';
import { readShown } from '../shown-rules.ts';
import { doneTexts, notDoneText } from '../texts/home.ts';
import { undoTexts } from '../texts/mend.ts';
import { manageRefusalText } from '../texts/refusals.ts';
import { invitationsById } from '../use-cases/list.ts';
import { revokeInvitation } from '../use-cases/manage.ts';
import { undoSend } from '../use-cases/undo.ts';
import { readDialogState, sendKeyOf, sentView } from './blocks.ts';
import type { InvitationSlackDeps } from './deps.ts';
import { blocksAfterNoUndo, blocksAfterUndo, revokeSentButton, undoButton } from './undo-blocks.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Done = Outcome<Invitation, ManageRefusal>;

/** Registers how what was just sent from the dialog is taken back in it. */
export function registerUndo(app: App, deps: InvitationSlackDeps): void {
  const { admins } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    undoButton,
    admins.acked(async (args, requester) => {
      const id = parseInvitationId(args.action.value);
      const outcome = await undo(deps, args, requester, id);
      await show(deps, args, requester, { id, outcome, text: undoTexts.undone });
    }),
  );
  app.action<BlockAction<ButtonAction>>(
    revokeSentButton,
    admins.acked(async (args, requester) => {
      const { id, email } = readShown(args.action.value);
      const outcome = await revokeInvitation(deps, requester, id, email);
      await show(deps, args, requester, { id, outcome, text: doneTexts.revoked });
    }),
  );
}

async function undo(
  deps: InvitationSlackDeps,
  { body }: Press,
  requester: ActingRequester,
  id: InvitationId | undefined,
): Promise<Done> {
  const state = readDialogState(body.view?.private_metadata ?? '');
  return await undoSend(deps, requester, id, sendKeyOf(body.view?.id ?? '', state));
}

/** Refused for these, nothing is on its way any more. */
const overStatuses = new Set<unknown>(['accepted', 'revoked', 'declined', 'gone']);

/** Shows in the dialog what came of it, in the place of what was sent. */
async function show(
  deps: InvitationSlackDeps,
  { body, client }: Press,
  requester: ActingRequester,
  {
    id,
    outcome,
    text,
  }: { id: InvitationId | undefined; outcome: Done; text: (email: string) => string },
): Promise<void> {
  const { view } = body;
  if (!view || id === undefined) return;
  const state = readDialogState(view.private_metadata);
  const blocks = view.blocks as KnownBlock[];
  if (outcome.ok) {
    const sent = state.sent.filter((each) => each !== id);
    const told = { text: text(outcome.value.email), left: sent.length };
    const after = sentView({ ...state, sent }, blocksAfterUndo(blocks, id, told));
    return await updateModal(client, view.id, after);
  }
  const why = notDoneText(manageRefusalText(outcome.refusal));
  const [revocable] =
    outcome.refusal === 'already_sent' ? await invitationsById(deps, requester, [id]) : [];
  const isOver = overStatuses.has(outcome.refusal);
  const after = sentView(state, blocksAfterNoUndo(blocks, id, { why, revocable, isOver }));
  await updateModal(client, view.id, after);
}
