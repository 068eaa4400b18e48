import type { KnownBlock, ModalView } from '@slack/types';
import { namedText } from '../../invitations/texts/dialog.ts';
import {
  actions,
  button,
  context,
  mrkdwn,
  plain,
  quoteBlock,
  section,
} from '../../shared/blocks.ts';
import { grouped } from '../../shared/grouped.ts';
import { type ImportId, parseImportId } from '../../shared/ids.ts';
import { cut, escapeMrkdwn } from '../../shared/mrkdwn.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { quotedLines } from '../../shared/quotation.ts';
import { toolNamesText } from '../../tools/given-texts.ts';
import type { ImportRow, Preview, RowRefusal, Suggestion } from '../rules.ts';
import {
  againText,
  didYouMeanText,
  importTitle,
  justSentText,
  laterText,
  lineText,
  moreNotShownText,
  needALookText,
  previewTexts,
  refusedText,
  seatsText,
  sendLabel,
  willBeInvitedText,
} from '../texts.ts';

export const previewCallback = 'imports.preview';
export const addMoreButton = 'imports.add_more';
export const discardButton = 'imports.discard';
export const useLikelyButton = 'imports.use_likely';
const mendInput = 'imports.mend';
const mendBlock = 'mend';

/** So many rows are mended, and so many suggestions made, on one page; and so many names are listed of a kind. */
const maxMended = 8;
const maxSuggested = 5;
const maxNamed = 5;

/** What will happen to everybody in the list, and what needs a look. */
export function previewModal(preview: Preview, suggestions: readonly Suggestion[]): ModalView {
  const { import: draft, toInvite, wrong } = preview;
  const shown = wrong.slice(0, maxMended);
  const canDo = toInvite.length > 0 || wrong.length > 0;
  const submit = toInvite.length > 0 ? sendLabel(toInvite.length) : previewTexts.lookAgain;
  return {
    type: 'modal',
    callback_id: previewCallback,
    private_metadata: JSON.stringify({ id: draft.id, mark: markOf(preview) }),
    title: plain(importTitle),
    ...(canDo && { submit: plain(submit, 24) }),
    close: plain(previewTexts.close),
    blocks: [
      section(mrkdwn(summaryLines(preview).join('\n'))),
      ...(preview.toolNames.length > 0
        ? [context(plain(previewTexts.tools(toolNamesText(preview.toolNames))))]
        : []),
      ...quoted(draft.message ?? ''),
      ...suggestions.slice(0, maxSuggested).map((each) => suggested(draft.id, each)),
      ...(wrong.length > 0 ? [section(mrkdwn(`*${needALookText(wrong.length)}*`))] : []),
      ...shown.map(mendable),
      ...(wrong.length > shown.length
        ? [context(plain(moreNotShownText(wrong.length - shown.length)))]
        : []),
      actions(
        'more',
        button(addMoreButton, previewTexts.addMore, { value: draft.id }),
        button(discardButton, previewTexts.discard, { value: draft.id }),
      ),
      context(plain(previewTexts.nothingSent)),
    ],
  };
}

function summaryLines(preview: Preview): string[] {
  const { import: draft, toInvite, again, justSent, later, tooMany, seatsLeft } = preview;
  const admins = toInvite.filter(({ role }) => (role ?? draft.role) === 'admin').length;
  const byReason = grouped(preview.refused, ({ reason }) => reason);
  const lines = [
    ...(again.length > 0 ? [againText(again.length)] : []),
    ...(justSent.length > 0 ? [justSentText(justSent.length)] : []),
    ...[...byReason].map(([reason, rows]) =>
      refusedLine(
        reason,
        rows.map(({ row }) => row),
        seatsLeft,
      ),
    ),
    ...(tooMany ? [laterText(later, tooMany)] : []),
  ];
  return [
    willBeInvitedText({ member: toInvite.length - admins, admin: admins }),
    ...lines.map((line) => `• ${line}`),
  ];
}

function refusedLine(
  reason: RowRefusal,
  rows: readonly ImportRow[],
  seatsLeft: number | undefined,
): string {
  if (reason === 'seats_full') return seatsText(seatsLeft ?? 0, rows.length);
  const names = rows.slice(0, maxNamed).map((row) => escapeMrkdwn(cut(nameOf(row), 100)));
  const more = rows.length > maxNamed ? [moreNotShownText(rows.length - maxNamed)] : [];
  return `${refusedText(reason, rows.length)}: ${[...names, ...more].join(', ')}`;
}

/** How a row is called: by its address, or by what stood there; who was chosen in Slack by their name, too. */
export function nameOf({ line, to, suggestedName, typed }: ImportRow): string {
  if (to && line === 0 && suggestedName) return namedText(cut(suggestedName, 60), to.email);
  return to?.email ?? suggestedName ?? typed ?? '';
}

/** As it stands in the email: nothing in it is read as formatting. */
function quoted(message: string): KnownBlock[] {
  const text = quotedLines(message).join('\n');
  if (text === '') return [];
  return [quoteBlock(text)];
}

function suggested(id: ImportId, { row, likely }: Suggestion): KnownBlock {
  const text = didYouMeanText(row, cut(row.to.email, 254), cut(likely, 254));
  const value = JSON.stringify({ id, position: row.position, email: likely });
  return section(plain(text), button(useLikelyButton, previewTexts.use, { value, spoken: likely }));
}

/** Another block once it was mended, or Slack would keep what was typed before. */
export function mendBlockOf({ position, typed = '' }: ImportRow): string {
  return `${mendBlock}_${position}_${hashOf(typed)}`;
}

/** Tells texts apart that stood in the same place one after the other. */
function hashOf(text: string): number {
  return Array.from(text).reduce((hash, sign) => (hash * 31 + (sign.codePointAt(0) ?? 0)) % 1e9, 7);
}

function mendable(row: ImportRow): KnownBlock {
  const { typed = '' } = row;
  const text = cut(typed, 254);
  return {
    type: 'input',
    block_id: mendBlockOf(row),
    optional: true,
    label: plain(lineText(row)),
    hint: plain(previewTexts.mend),
    element: {
      type: 'plain_text_input',
      action_id: mendInput,
      ...(text && { initial_value: text }),
    },
  };
}

/** What stands in the fields of rows to be mended, by their positions. */
export function readMended(values: {
  readonly [block: string]: { readonly [input: string]: { readonly value?: string | null } };
}): Map<number, string> {
  return new Map(
    Object.entries(values).flatMap(([block, inputs]) => {
      const position = new RegExp(`^${mendBlock}_(\\d{1,6})_`).exec(block)?.[1];
      return position === undefined
        ? []
        : [[Number(position), inputs[mendInput]?.value?.trim() ?? ''] as const];
    }),
  );
}

/** Whether the field holds what it held from the beginning. */
export function isUnmended({ typed = '' }: ImportRow, value: string): boolean {
  return cut(typed, 254).trim() === value;
}

/** Tells a look from those at the same list with rows added, mended or left out since. */
export function markOf({ toInvite, justSent, refused, wrong }: Preview): number {
  const rows = [...toInvite, ...justSent, ...refused.map(({ row }) => row), ...wrong];
  const inOrder = rows.toSorted((a, b) => a.position - b.position);
  const all = inOrder.map(({ position, to, role, typed }) => [position, to?.address, role, typed]);
  return hashOf(JSON.stringify(all));
}

/** Which list is looked at, and its mark when it was shown. */
export function readLook(metadata: string): { id: ImportId | undefined; mark: unknown } {
  const { id, mark } = parsedObject(metadata);
  return { id: parseImportId(id), mark };
}
