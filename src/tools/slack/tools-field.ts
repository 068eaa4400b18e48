import type { KnownBlock } from '@slack/types';
import { plain } from '../../shared/blocks.ts';
import type { ToolId } from '../../shared/ids.ts';
import { type GivableTools, type NamedTool, parseToolIds } from '../given-rules.ts';
import { toolsFieldTexts as texts } from '../given-texts.ts';

const toolsBlock = 'tools';
const toolsInput = 'tools.chosen';

/** Which tools somebody gets beside those of all members; not there where there is nothing to choose. */
export function toolsField(
  { choosable, forAll }: GivableTools,
  chosen: readonly ToolId[] = [],
): KnownBlock[] {
  if (choosable.length === 0) return [];
  const initial = choosable.filter(({ id }) => chosen.includes(id)).map(option);
  return [
    {
      type: 'input',
      block_id: toolsBlock,
      optional: true,
      label: plain(texts.label),
      ...(forAll.length > 0 && { hint: plain(texts.hint(forAll)) }),
      element: {
        type: 'multi_static_select',
        action_id: toolsInput,
        placeholder: plain(texts.placeholder, 150),
        options: choosable.map(option),
        ...(initial.length > 0 && { initial_options: initial }),
      },
    },
  ];
}

function option({ id, name }: NamedTool) {
  return { text: plain(name, 75), value: id };
}

interface Values {
  readonly [block: string]: {
    readonly [input: string]: {
      readonly selected_options?: readonly { readonly value: string }[] | null;
    };
  };
}

/** Which were chosen in that field, where it is. */
export function readTools(values: Values): ToolId[] {
  const chosen = values[toolsBlock]?.[toolsInput]?.selected_options ?? [];
  return parseToolIds(chosen.map(({ value }) => value));
}
