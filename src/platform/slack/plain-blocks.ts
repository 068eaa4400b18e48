import type { AlertBlock, InputBlock, InputBlockElement, ModalView } from '@slack/types';
import { WebAPIPlatformError } from '@slack/web-api';

/** Shows a view; where Slack refuses newer blocks, with older ones. Throws Slack's other errors. */
export async function orInOlderBlocks<Shown>(
  view: ModalView,
  show: (view: ModalView) => Promise<Shown>,
): Promise<Shown> {
  try {
    return await show(view);
  } catch (error) {
    const older = isOfBlocks(error) ? withoutNewBlocks(view) : undefined;
    if (!older) throw error;
    return await show(older);
  }
}

/** Whether Slack doesn't take what the view is made of: a block may be newer than the Slack of this team. */
function isOfBlocks(error: unknown): boolean {
  const name = error instanceof WebAPIPlatformError ? error.data.error : '';
  return name === 'invalid_blocks' || name === 'invalid_arguments';
}

/** The same view, with older blocks in the place of those that Slack took up lately; undefined when it has none of those. */
function withoutNewBlocks(view: ModalView): ModalView | undefined {
  return view.blocks.some(isNew) ? { ...view, blocks: view.blocks.map(older) } : undefined;
}

function isNew(block: ModalView['blocks'][number]): boolean {
  if (block.type === 'alert') return true;
  return block.type === 'input' && (block as InputBlock).element.type === 'number_input';
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
