import type { KnownBlock, ModalView } from '@slack/types';
import {
  actions,
  button,
  codeBlock,
  confirmation,
  context,
  mrkdwn,
  plain,
  section,
} from '../../shared/blocks.ts';
import { grouped } from '../../shared/grouped.ts';
import { cut, escapeMrkdwn, slackDate } from '../../shared/mrkdwn.ts';
import { type ImportRow, type ImportView, isRest, totalOf } from '../rules.ts';
import {
  endedText,
  importTitle,
  lineText,
  moreNotShownText,
  noAddressText,
  notSentText,
  progressTexts,
  refusedText,
  sendingText,
  waitsText,
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
  const isHidden = counts.refused + counts.stopped + counts.wrong > notInvited.length;
  const canBeFixed = isHidden || notInvited.some(isRest);
  return [
    section(plain(endedText(view))),
    actions(
      'acts',
      ...(canBeFixed ? [button(fixButton, progressTexts.fix, { value })] : []),
      ...(open > 0 ? [button(remindButton, progressTexts.remind, { value })] : []),
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

/** So many lines of one kind are shown. */
const maxLines = 10;

function notInvitedBlocks({ notInvited: rows, counts }: ImportView): KnownBlock[] {
  const byReason = grouped(rows, ({ reason, state }) => reason ?? state);
  const blocks = [...byReason.values()].map((same): KnownBlock => {
    const [first] = same;
    const lines = same
      .slice(0, maxLines)
      .map((row) => `• ${lineText(row.line)}: ${escapeMrkdwn(cut(nameOf(row), 100))}`);
    const more = same.length > maxLines ? [moreNotShownText(same.length - maxLines)] : [];
    const why = first ? [`*${escapeMrkdwn(whyNot(first, same.length))}*`] : [];
    return section(mrkdwn([...why, ...lines, ...more].join('\n')));
  });
  const hidden = counts.refused + counts.stopped + counts.wrong - rows.length;
  return hidden > 0 ? [...blocks, context(plain(moreNotShownText(hidden)))] : blocks;
}

const maxCsvBlocks = 40;
const csvBlockLength = 2900;
/** A view may have 250,000 bytes (https://docs.slack.dev/reference/methods/views.open), and signs of some scripts take three. */
const csvBlockBytes = 5500;

/** Rows to be copied. */
export function csvModal(lines: readonly string[], isShortened: boolean): ModalView {
  return {
    type: 'modal',
    title: plain(progressTexts.csvTitle),
    close: plain(progressTexts.close),
    blocks: [
      context(plain(isShortened ? progressTexts.csvShortened : progressTexts.csvNote)),
      ...chunks(lines).slice(0, maxCsvBlocks).map(codeBlock),
    ],
  };
}

/** Whether all of the lines can be shown. */
export function fitsCsv(lines: readonly string[]): boolean {
  return chunks(lines).length <= maxCsvBlocks;
}

function chunks(lines: readonly string[]): string[] {
  const all: string[] = [];
  for (const line of lines) {
    const last = all.at(-1);
    const both = `${last}\n${line}`;
    if (last === undefined || both.length > csvBlockLength || bytesOf(both) > csvBlockBytes)
      all.push(line);
    else all[all.length - 1] = both;
  }
  return all;
}

/** As it is sent to Slack. */
function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

/** The rows of an import as CSV (RFC 4180); nothing in it is a formula to a spreadsheet. */
export function csvLines(rows: readonly ImportRow[]): string[] {
  return [
    'line,email,name,role,result',
    ...rows.map((row) =>
      [row.line, nameOf(row), row.suggestedName ?? '', row.role ?? '', row.reason ?? row.state]
        .map(csvCell)
        .join(','),
    ),
  ];
}

/** A spreadsheet takes what begins with these, or their full-width forms, for a formula (OWASP, CSV Injection). */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

function csvCell(value: string | number): string {
  const text = String(value);
  const defused = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
}
