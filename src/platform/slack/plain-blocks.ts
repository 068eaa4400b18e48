import type { AlertBlock, InputBlock, InputBlockElement, ModalView } from '@slack/types';

/** The same view, with older blocks in the place of those that Slack took up lately. */
export function withoutNewBlocks(view: ModalView): ModalView {
  return { ...view, blocks: view.blocks.map(older) };
}

function older(block: ModalView['blocks'][number]): ModalView['blocks'][number] {
  if (block.type === 'alert') return { type: 'section', text: (block as AlertBlock).text };
  if (block.type !== 'input') return block;
  const { element, ...rest } = block as InputBlock;
  return { ...rest, element: olderInput(element) };
}

function olderInput(element: InputBlockElement): InputBlockElement {
  if (element.type !== 'number_input') return element;
  const { action_id, initial_value, placeholder, focus_on_load } = element;
  return {
    type: 'plain_text_input',
    ...(action_id !== undefined && { action_id }),
    ...(initial_value !== undefined && { initial_value }),
    ...(placeholder !== undefined && { placeholder }),
    ...(focus_on_load !== undefined && { focus_on_load }),
  };
}
