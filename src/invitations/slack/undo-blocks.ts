import type { Button, KnownBlock } from '@slack/types';
import { roleName } from '../../members/rules.ts';
import {
  button,
  confirmation,
  context,
  exact,
  mrkdwn,
  plain,
  section,
} from '../../shared/blocks.ts';
import { type InvitationId, parseInvitationId } from '../../shared/ids.ts';
import { cut, escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { Invitation } from '../rules.ts';
import { shownValue } from '../shown-rules.ts';
import { sentSoFar } from '../texts/dialog.ts';
import { actTexts, revokeQuestion } from '../texts/home.ts';
import { undoTexts } from '../texts/mend.ts';

export const undoButton = 'invitations.undo';
export const revokeSentButton = 'invitations.revoke_sent';

const links = 'links';
const [soFarLine, soFar] = ['sent_so_far_line', 'sent_so_far'];
const heldId = (id: InvitationId) => `held_${id}`;
const sentId = (id: InvitationId) => `sent_${id}`;

/** What was just sent and waits for a moment, with the button that undoes it; text for mrkdwn, of one line. */
export function heldBlock({ id, email }: Invitation, text: string): KnownBlock {
  const undo = button(undoButton, undoTexts.button, { value: id, spoken: undoTexts.spoken(email) });
  return { ...section(exact(`⏳ ${text}\n${undoTexts.untilThen}`), undo), block_id: heldId(id) };
}

/** Those of which a dialog still says that they wait. */
export function heldIn(blocks: readonly KnownBlock[]): InvitationId[] {
  return blocks.flatMap((block) => {
    const element = block.type === 'section' ? block.accessory : undefined;
    const isHeld = element?.type === 'button' && element.action_id === undoButton;
    return (isHeld && parseInvitationId(element.value)) || [];
  });
}

/** How the links arrive. */
export function linksBlock(text: string): KnownBlock {
  return { ...context(mrkdwn(text)), block_id: links };
}

/** The heading of all that were sent from a dialog, if any were. */
export function sentSoFarBlocks(count: number): KnownBlock[] {
  if (count === 0) return [];
  return [{ type: 'divider', block_id: soFarLine }, sentSoFarBlock(count)];
}

function sentSoFarBlock(count: number): KnownBlock {
  return { ...section(mrkdwn(sentSoFar(count))), block_id: soFar };
}

/** One of them. */
export function sentBlock({ id, email, role }: Invitation): KnownBlock {
  return { ...context(plain(`${email} · ${roleName(role)}`)), block_id: sentId(id) };
}

/** The dialog's blocks once one that was sent is taken back, with those that were sent and still stand. */
export function blocksAfterUndo(
  blocks: readonly KnownBlock[],
  id: InvitationId,
  { text, left }: { text: string; left: ReadonlySet<InvitationId> },
): KnownBlock[] {
  const after = replaced(blocks, id, () => section(plain(text)));
  return withoutVainLinks(after).flatMap((block) => {
    if (block.block_id === sentId(id)) return left.has(id) ? block : [];
    if (block.block_id === soFarLine) return left.size > 0 ? block : [];
    if (block.block_id !== soFar) return block;
    return left.size > 0 ? sentSoFarBlock(left.size) : [];
  });
}

/** The blocks; of how links arrive they say nothing where none is on its way. */
function withoutVainLinks(blocks: readonly KnownBlock[]): KnownBlock[] {
  const isAnyOnItsWay = blocks.some((block) => block.type === 'section' && block.accessory);
  return blocks.filter((block) => isAnyOnItsWay || block.block_id !== links);
}

/**
 * The dialog's blocks when it can't be undone; what is about to arrive can still be revoked. That it is about to is said no
 * more where the invitation is over (`isOver`), as it is after a second press.
 */
export function blocksAfterNoUndo(
  blocks: readonly KnownBlock[],
  id: InvitationId,
  { why, revocable, isOver }: { why: string; revocable: Invitation | undefined; isOver: boolean },
): KnownBlock[] {
  const after = replaced(blocks, id, (said) => {
    const [onItsWay = ''] = said.split('\n');
    const text = [...(isOver ? [] : [onItsWay]), escapeMrkdwn(why)].join('\n');
    return section(exact(text), revocable && revokeElement(revocable));
  });
  return isOver ? withoutVainLinks(after) : after;
}

function revokeElement({ id, email }: Invitation): Button {
  const { label, spoken } = actTexts.revoke;
  return button(revokeSentButton, label, {
    value: shownValue(id, email),
    confirm: confirmation(revokeQuestion(cut(email, 180))),
    spoken: spoken(email),
  });
}

/** The blocks with another one in the place of the invitation's, made of what that said. */
function replaced(
  blocks: readonly KnownBlock[],
  id: InvitationId,
  by: (said: string) => KnownBlock,
): KnownBlock[] {
  return blocks.map((block) => {
    if (block.block_id !== heldId(id)) return block;
    const said = block.type === 'section' ? (block.text?.text ?? '') : '';
    return { ...by(said), block_id: heldId(id) };
  });
}
