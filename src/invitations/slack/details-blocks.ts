import type { KnownBlock } from '@slack/types';
import { plain } from '../../shared/blocks.ts';
import { countOf } from '../../shared/count-text.ts';
import { maxQuotation } from '../../shared/quotation.ts';
import { readTools } from '../../tools/slack/tools-field.ts';
import type { InviteDetails } from '../rules.ts';
import { formTexts, usualValidity } from '../texts/dialog.ts';
import { type OfferedDays, offeredDays, parseDays, validityMs } from '../validity-rules.ts';

const daysBlock = 'days';
const daysInput = 'invitations.days';
const messageBlock = 'message';
const messageInput = 'invitations.message';

/** How long the link works and what the inviter says, for those who ask for more than the usual. */
export function detailsFields(chosen: OfferedDays | undefined, inviteTtlMs: number): KnownBlock[] {
  return [
    daysField(chosen, inviteTtlMs),
    messageField(messageBlock, messageInput, formTexts.message),
  ];
}

/** What the inviter says. */
export function messageField(
  blockId: string,
  inputId: string,
  texts: { readonly label: string; readonly hint: string; readonly placeholder: string },
  initial?: string,
): KnownBlock {
  return {
    type: 'input',
    block_id: blockId,
    optional: true,
    label: plain(texts.label),
    hint: plain(texts.hint),
    element: {
      type: 'plain_text_input',
      action_id: inputId,
      multiline: true,
      max_length: maxQuotation,
      placeholder: plain(texts.placeholder, 150),
      ...(initial && { initial_value: initial }),
    },
  };
}

/** How long the link works; as configured unless something else is chosen. */
export function daysField(chosen: OfferedDays | undefined, inviteTtlMs: number): KnownBlock {
  const offered = offeredDays.map((days) => ({
    text: plain(countOf(days, 'day')),
    value: String(days),
  }));
  const usualMs = validityMs(chosen, inviteTtlMs);
  const initial = offered[offeredDays.findIndex((days) => validityMs(days, 0) === usualMs)];
  const usual = { text: plain(usualValidity(inviteTtlMs)), value: 'usual' };
  return {
    type: 'input',
    block_id: daysBlock,
    label: plain(formTexts.days.label),
    element: {
      type: 'static_select',
      action_id: daysInput,
      options: initial ? offered : [usual, ...offered],
      initial_option: initial ?? usual,
    },
  };
}

interface Values {
  readonly [block: string]: {
    readonly [input: string]: {
      readonly value?: string | null;
      readonly selected_option?: { readonly value: string } | null;
      readonly selected_options?: readonly { readonly value: string }[] | null;
    };
  };
}

/** What was chosen and said in those fields, where they are. */
export function readDetails(values: Values): InviteDetails {
  return {
    message: values[messageBlock]?.[messageInput]?.value?.trim() || undefined,
    validDays: readDays(values),
    toolIds: readTools(values),
  };
}

/** How long the link is to work, where that was chosen. */
export function readDays(values: Values): OfferedDays | undefined {
  return parseDays(values[daysBlock]?.[daysInput]?.selected_option?.value);
}
