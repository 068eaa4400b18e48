import type {
  ActionsBlockElement,
  Button,
  ConfirmationDialog,
  KnownBlock,
  ModalView,
  MrkdwnElement,
  PlainTextElement,
  SectionBlockAccessory,
} from '@slack/types';
import { cut } from './mrkdwn.ts';
import type { Words } from './words.ts';

// The few shapes that all of our Slack screens are made of, each inside Slack's limits
// (docs.slack.dev/reference/block-kit): too long a text is cut, not refused.

/** Text that is shown letter by letter: nothing in it means anything to Slack. */
export function plain(text: string, longest = 2000): PlainTextElement {
  return { type: 'plain_text', text: cut(text || ' ', longest), emoji: false };
}

/** Text with Slack's formatting; what people typed must be escaped first. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text: cut(text, 3000) };
}

/** The same, in which nothing but Slack's signs means anything: what looks like a link, a name or a channel is none. */
export function exact(text: string): MrkdwnElement {
  return { ...mrkdwn(text), verbatim: true };
}

/** A paragraph, with a button or menu beside it if given. */
export function section(
  text: MrkdwnElement | PlainTextElement,
  accessory?: SectionBlockAccessory,
): KnownBlock {
  return { type: 'section', text, ...(accessory && { accessory }) };
}

/** A text that is easy to copy, letter by letter. */
export function codeBlock(text: string): KnownBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [letters(text)] }],
  };
}

/** Somebody's own words, letter by letter. */
export function quoteBlock(text: string): KnownBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_quote', elements: [letters(text)] }] };
}

function letters(text: string): { type: 'text'; text: string } {
  return { type: 'text', text };
}

/** A sentence in which nothing is read as formatting, a mention or a link, whatever the names in it hold. */
export function sentence(words: Words): KnownBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: pieces(words) }],
  };
}

/** The same as part of another block. */
export function pieces(words: Words) {
  return words.map((part) =>
    typeof part === 'string'
      ? ({ type: 'text', text: part } as const)
      : ({ type: 'text', text: part.strong, style: { bold: true } } as const),
  );
}

/** Small grey print. */
export function context(...elements: (MrkdwnElement | PlainTextElement)[]): KnownBlock {
  return { type: 'context', elements };
}

/** A heading. */
export function header(text: string): KnownBlock {
  return { type: 'header', text: plain(text, 150) };
}

/** Buttons and menus side by side. */
export function actions(blockId: string, ...elements: ActionsBlockElement[]): KnownBlock {
  return { type: 'actions', block_id: blockId, elements };
}

/**
 * A button. Its value comes back when it is pressed, and is never believed. `spoken` is what screen readers say in
 * place of the label, where several buttons have the same.
 */
export function button(
  actionId: string,
  label: string,
  {
    spoken,
    ...more
  }: {
    value?: string;
    style?: 'primary' | 'danger';
    confirm?: ConfirmationDialog;
    spoken?: string;
  } = {},
): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: plain(label, 75),
    ...(spoken !== undefined && { accessibility_label: cut(spoken, 75) }),
    ...more,
  };
}

/** The question before something that can't be taken back. */
export function confirmation(question: {
  title: string;
  text: string;
  yes: string;
}): ConfirmationDialog {
  return {
    title: plain(question.title, 100),
    text: plain(question.text, 300),
    confirm: plain(question.yes, 30),
    deny: plain('Cancel', 30),
    style: 'danger',
  };
}

/** A modal that only says something. */
export function messageModal(title: string, text: string): ModalView {
  return {
    type: 'modal',
    title: plain(title, 24),
    close: plain('Close', 24),
    blocks: [section(plain(text))],
  };
}

/**
 * A modal that says why something wasn't done, to be opened or put in another's place by a call, which can be repeated in older
 * blocks. The answer to a dialog can't, and is a messageModal.
 */
export function refusalModal(title: string, text: string): ModalView {
  const modal = messageModal(title, text);
  // https://docs.slack.dev/reference/block-kit/blocks/alert-block
  return text.length > 200
    ? modal
    : { ...modal, blocks: [{ type: 'alert', level: 'warning', text: plain(text) }] };
}
