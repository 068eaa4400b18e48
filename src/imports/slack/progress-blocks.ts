import type { KnownBlock, ModalView } from '@slack/types';
import {
  actions,
  button,
  confirmation,
  context,
  mrkdwn,
  plain,
  section,
} from '../../shared/blocks.ts';
import { grouped } from '../../shared/grouped.ts';
import { cut, escapeMrkdwn, slackDate } from '../../shared/mrkdwn.ts';
import { atWorkText, endedText, progressTexts, sendingText, waitsText } from '../progress-texts.ts';
import { type ImportRow, type ImportView, isRest, totalOf } from '../rules.ts';
import {
  importTitle,
  lineText,
  moreNotShownText,
  noAddressText,
  notSentText,
  refusedText,
} from '../texts.ts';
import { nameOf } from './preview-blocks.ts';

const progressCallback = 'imports.progress';
export const stopButton = 'imports.stop';
export const undoButton = 'imports.undo';
export const fixButton = 'imports.fix';
export const copyButton = 'imports.copy_csv';
export const remindButton = 'imports.remind';
export const openImportButton = 'imports.open';

/** How far an import is, and what became of it. `notice` says what came of the last press. */
export function progressModal(view: ImportView, notice?: string): ModalView {
  const { import: found } = view;
  return {
    type: 'modal',
    callback_id: progressCallback,
    private_metadata: JSON.stringify({ id: found.id }),
    title: plain(importTitle),
    close: plain(progressTexts.close),
    blocks: [
      ...(notice ? [section(plain(notice))] : []),
      ...(found.state === 'sending' ? sending(view) : ended(view)),
      ...notInvitedBlocks(view),
    ],
  };
}

function sending(view: ImportView): KnownBlock[] {
  const { import: found, counts } = view;
  const total = totalOf(view);
  const stop = button(stopButton, progressTexts.stop, {
    value: found.id,
    style: 'danger',
    confirm: confirmation(progressTexts.stopQuestion),
  });
  return [
    section(mrkdwn(sendingText(total - counts.waiting, total)), stop),
    ...(found.reason && found.dueAt
      ? [context(mrkdwn(waitsText(found.reason, slackDate(found.dueAt))))]
      : []),
  ];
}

function ended(view: ImportView): KnownBlock[] {
  const { import: found, counts, open, ownOpen, notInvited } = view;
  const value = found.id;
  const undo = button(undoButton, progressTexts.undo, {
    value,
    style: 'danger',
    confirm: confirmation(progressTexts.undoQuestion),
  });
  const remind = button(remindButton, progressTexts.remind, {
    value,
    confirm: confirmation(progressTexts.remindQuestion),
  });
  if (found.task) {
    return [section(plain(endedText(view))), section(mrkdwn(atWorkText(found.task)))];
  }
  const isHidden = counts.refused + counts.stopped + counts.wrong > notInvited.length;
  const canBeFixed = isHidden || notInvited.some(isRest);
  return [
    section(plain(endedText(view))),
    actions(
      'acts',
      ...(canBeFixed ? [button(fixButton, progressTexts.fix, { value })] : []),
      ...(open > 0 ? [remind] : []),
      button(copyButton, progressTexts.copy, { value }),
      ...(ownOpen > 0 ? [undo] : []),
    ),
  ];
}

/** Why rows of one kind weren't invited. */
function whyNot({ reason, state }: ImportRow, count: number): string {
  if (reason) return refusedText(reason, count);
  return state === 'stopped' ? notSentText(count) : noAddressText(count);
}

/** How many there are of a kind: only some of the rows are at hand, and of those refused their reasons alone are known. */
function countOfSame(
  first: ImportRow | undefined,
  atHand: number,
  counts: ImportView['counts'],
): number {
  return first && first.state !== 'refused' ? counts[first.state] : atHand;
}

/** So many lines of one kind are shown. */
const maxLines = 10;

function notInvitedBlocks({ notInvited: rows, counts }: ImportView): KnownBlock[] {
  const byReason = grouped(rows, ({ reason, state }) => reason ?? state);
  const blocks = [...byReason.values()].map((same): KnownBlock => {
    const [first] = same;
    const count = countOfSame(first, same.length, counts);
    const lines = same
      .slice(0, maxLines)
      .map((row) => `• ${escapeMrkdwn(lineText(row))}: ${escapeMrkdwn(cut(nameOf(row), 200))}`);
    const more = count > lines.length ? [moreNotShownText(count - lines.length)] : [];
    const why = first ? [`*${escapeMrkdwn(whyNot(first, count))}*`] : [];
    return section(mrkdwn([...why, ...lines, ...more].join('\n')));
  });
  const hidden = counts.refused - rows.filter(({ state }) => state === 'refused').length;
  return hidden > 0 ? [...blocks, context(plain(moreNotShownText(hidden)))] : blocks;
}
