import type { ModalView } from '@slack/types';
import { context, plain } from '../../shared/blocks.ts';
import { askTexts, oneByOneText } from '../texts.ts';

export const askButton = 'requests.ask';
export const askCallback = 'requests.ask_modal';
export const emailBlock = 'email';
export const emailInput = 'requests.email';
export const whyBlock = 'why';
export const whyInput = 'requests.why';

/** An address may be pasted with a name around it. */
const maxTyped = 400;

/** The dialog in which a member asks. `typed` stands in the field; `others` is how many more were named. */
export function askModal({
  typed = '',
  others = 0,
}: {
  typed?: string;
  others?: number;
}): ModalView {
  const initial = typed.slice(0, maxTyped);
  return {
    type: 'modal',
    callback_id: askCallback,
    title: plain(askTexts.title),
    submit: plain(askTexts.submit),
    close: plain(askTexts.cancel),
    blocks: [
      ...(others > 0 ? [context(plain(oneByOneText(others)))] : []),
      {
        type: 'input',
        block_id: emailBlock,
        label: plain(askTexts.email.label),
        element: {
          // Slack's own field for addresses takes none with a name or a sign around it.
          type: 'plain_text_input',
          action_id: emailInput,
          max_length: maxTyped,
          focus_on_load: initial === '',
          placeholder: plain(askTexts.email.placeholder),
          ...(initial && { initial_value: initial }),
        },
      },
      {
        type: 'input',
        block_id: whyBlock,
        optional: true,
        label: plain(askTexts.why.label),
        element: {
          type: 'plain_text_input',
          action_id: whyInput,
          multiline: true,
          max_length: 300,
          placeholder: plain(askTexts.why.placeholder),
        },
      },
      context(plain(askTexts.whatHappens)),
    ],
  };
}
