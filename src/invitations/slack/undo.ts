import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  ViewOutput,
} from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { ActingRequester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { callWithRetries } from '../../platform/slack/retry.ts';
import { updateShown } from '../../platform/slack/update-modal.ts';
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
import {
  allSent,
  type DialogState,
  readDialogState,
  sendKeyOf,
  sentView,
  withoutSent,
} from './blocks.ts';
import type { InvitationSlackDeps } from './deps.ts';
import { createShownHashes, type ShownHashes } from './shown-hashes.ts';
import {
  blocksAfterNoUndo,
  blocksAfterUndo,
  heldIn,
  revokeSentButton,
  undoButton,
} from './undo-blocks.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Done = Outcome<Invitation, ManageRefusal>;
type UndoDeps = InvitationSlackDeps & { readonly hashes: ShownHashes };

/** Registers how what was just sent from the dialog is taken back in it. */
export function registerUndo(app: App, slackDeps: InvitationSlackDeps): void {
  const { admins } = guardsOf(slackDeps);
  const deps = { ...slackDeps, hashes: createShownHashes() };
  app.action<BlockAction<ButtonAction>>(
    undoButton,
    admins.acked(async (args, requester) => {
      const id = parseInvitationId(args.action.value);
      const outcome = await undo(deps, args, requester, id);
      await show(deps, args, requester, { id, outcome, text: undoneText });
    }),
  );
  app.action<BlockAction<ButtonAction>>(
    revokeSentButton,
    admins.acked(async (args, requester) => {
      const { id, email } = readShown(args.action.value);
      const outcome = await revokeInvitation(deps, requester, id, email);
      const text = (revoked: Invitation) => doneTexts.revoked(revoked.email);
      await show(deps, args, requester, { id, outcome, text });
    }),
  );
}

/** What came of undoing: a new invitation is revoked by it. */
function undoneText({ email, revokedAt }: Invitation): string {
  return revokedAt ? undoTexts.undone(email) : undoTexts.putBack(email);
}

async function undo(
  deps: UndoDeps,
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
  readonly text: (invitation: Invitation) => string;
}

/** Shows in the dialog what came of it, in the place of what was sent. */
async function show(
  deps: UndoDeps,
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
    ? takenBack(shown, outcome.value, text(outcome.value))
    : await withRefusal(deps, requester, shown, { id, refusal: outcome.refusal });
  await showAlso(deps, { client, view, shown: after }, requester, sendKeyOf(view.id, shown.state));
}

/**
 * Shows it, with what was pressed beside it meanwhile, of which Slack sent nothing with this press: whoever comes last shows all
 * of it. Somebody who has gone on to something else keeps that.
 */
async function showAlso(
  deps: UndoDeps,
  { client, view, shown }: { client: WebClient; view: ViewOutput; shown: Shown },
  requester: ActingRequester,
  sendKey: string,
): Promise<void> {
  const { id } = view;
  const others = heldIn(shown.blocks);
  let { hash }: { hash?: string | undefined } = view;
  for (let told: number | undefined; ; ) {
    const undone = others.length > 0 ? await undoneAmong(deps, requester, others, sendKey) : [];
    if (undone.length === told) return;
    const { state, blocks } = undone.reduce(
      (so, each) => takenBack(so, each, undoneText(each)),
      shown,
    );
    const now = await callWithRetries(deps, showing, () =>
      updateShown(client, { id, hash }, sentView(state, blocks)),
    );
    if (now !== undefined) deps.hashes.note(id, now);
    const latest = now ?? deps.hashes.of(id);
    // What it shows is neither what was pressed in nor of this process: they have gone on.
    if (latest === undefined || latest === hash) return;
    told = now === undefined ? undefined : undone.length;
    hash = latest;
  }
}

/** It is undone, however long Slack takes to say so. */
const showing = { what: 'undone', expected: new Set<string>() };

/** What a dialog remembers, and what it shows. */
interface Shown {
  readonly state: DialogState;
  readonly blocks: KnownBlock[];
}

/** The dialog without what was taken back of an invitation, the last sending or all of it, and with what is said in its place. */
function without(
  { state, blocks }: Shown,
  id: InvitationId,
  { what, text }: { what: 'the_last' | 'all'; text: string },
): Shown {
  const next = withoutSent(state, id, what);
  const left = new Set(allSent(next));
  return { state: next, blocks: blocksAfterUndo(blocks, id, { text, left }) };
}

function takenBack(shown: Shown, { id, revokedAt }: Invitation, text: string): Shown {
  return without(shown, id, { what: revokedAt ? 'all' : 'the_last', text });
}

/** Refused for these, nothing was sent, or it is worth nothing any more. */
const overStatuses = new Set<unknown>(['revoked', 'declined', 'gone']);

async function withRefusal(
  deps: UndoDeps,
  requester: ActingRequester,
  shown: Shown,
  { id, refusal }: { id: InvitationId; refusal: ManageRefusal },
): Promise<Shown> {
  const why = notDoneText(manageRefusalText(refusal));
  if (overStatuses.has(refusal)) return without(shown, id, { what: 'all', text: why });
  const [revocable] =
    refusal === 'already_sent' ? await invitationsById(deps, requester, [id]) : [];
  const isOver = refusal === 'accepted';
  return { ...shown, blocks: blocksAfterNoUndo(shown.blocks, id, { why, revocable, isOver }) };
}
