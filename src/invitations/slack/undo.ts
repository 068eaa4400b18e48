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
import { undoneAmong, undoSend } from '../use-cases/undo.ts';
import { type DialogState, readDialogState, sendKeyOf, sentView } from './blocks.ts';
import type { InvitationSlackDeps } from './deps.ts';
import {
  blocksAfterNoUndo,
  blocksAfterUndo,
  heldIn,
  revokeSentButton,
  undoButton,
} from './undo-blocks.ts';

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

/** What came of a press. */
interface Told {
  readonly id: InvitationId | undefined;
  readonly outcome: Done;
  readonly text: (email: string) => string;
}

/** Shows in the dialog what came of it, in the place of what was sent. */
async function show(
  deps: InvitationSlackDeps,
  { body, client }: Press,
  requester: ActingRequester,
  { id, outcome, text }: Told,
): Promise<void> {
  const { view } = body;
  if (!view || id === undefined) return;
  const shown = {
    state: readDialogState(view.private_metadata),
    blocks: view.blocks as KnownBlock[],
  };
  const after = outcome.ok
    ? withoutSent(shown, id, text(outcome.value.email))
    : await withRefusal(deps, requester, shown, { id, refusal: outcome.refusal });
  const others = heldIn(shown.blocks).filter((each) => each !== id);
  // What was pressed beside it meanwhile isn't in what Slack sent: whoever comes last shows all of it.
  for (let told: number | undefined; ; ) {
    const undone = others.length > 0 ? await undoneAmong(deps, requester, others) : [];
    if (undone.length === told) return;
    told = undone.length;
    const all = undone.reduce(
      (so, { id: other, email }) => withoutSent(so, other, undoTexts.undone(email)),
      after,
    );
    await updateModal(client, view.id, sentView(all.state, all.blocks));
  }
}

/** What a dialog remembers, and what it shows. */
interface Shown {
  readonly state: DialogState;
  readonly blocks: KnownBlock[];
}

/** The dialog without one of those that were sent, and with what is said in its place. */
function withoutSent({ state, blocks }: Shown, id: InvitationId, text: string): Shown {
  const sent = state.sent.filter((each) => each !== id);
  const after = blocksAfterUndo(blocks, id, { text, left: sent.length });
  return { state: { ...state, sent }, blocks: after };
}

/** Refused for these, nothing was sent, or it is worth nothing any more. */
const overStatuses = new Set<unknown>(['revoked', 'declined', 'gone']);

async function withRefusal(
  deps: InvitationSlackDeps,
  requester: ActingRequester,
  { state, blocks }: Shown,
  { id, refusal }: { id: InvitationId; refusal: ManageRefusal },
): Promise<Shown> {
  const why = notDoneText(manageRefusalText(refusal));
  if (overStatuses.has(refusal)) return withoutSent({ state, blocks }, id, why);
  const [revocable] =
    refusal === 'already_sent' ? await invitationsById(deps, requester, [id]) : [];
  const isOver = refusal === 'accepted';
  return { state, blocks: blocksAfterNoUndo(blocks, id, { why, revocable, isOver }) };
}
