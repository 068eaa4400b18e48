import type { AnyBlock } from '@slack/types';
import { Blocks } from '../../src/page/blocks/blocks.tsx';
import type { Surface } from '../../src/page/blocks/surface.ts';
import { newState } from '../../src/slack/cast.ts';
import { withIds } from '../../src/slack/elements.ts';
import { valuesOf } from '../../src/slack/view-state.ts';

/** The moment at which the test's screens are drawn. */
export const testNow = Date.parse('2026-11-22T10:00:00Z');

/** Where Mia, in London, sees what is drawn. */
export function surface(more: Partial<Surface> = {}): Surface {
  return {
    place: 'modal/V1',
    values: {},
    errors: {},
    viewer: 'U0MIA',
    slack: newState({}),
    now: testNow,
    ...more,
  };
}

/** The HTML of some blocks, each element holding its initial value. */
export function draw(blocks: readonly object[], more: Partial<Surface> = {}): string {
  const all = withIds(blocks as AnyBlock[]);
  return (<Blocks blocks={all} at={surface({ values: valuesOf(all), ...more })} />).toString();
}

/** The HTML of one element in an input block. */
export function drawInput(
  element: Record<string, unknown>,
  block: Record<string, unknown> = {},
  more: Partial<Surface> = {},
): string {
  const label = { type: 'plain_text', text: 'The label' };
  const whole = { type: 'input', block_id: 'b', label, element: { action_id: 'a', ...element } };
  return draw([{ ...whole, ...block }], more);
}

/** The HTML of one element in an actions block. */
export function drawAction(element: Record<string, unknown>, more: Partial<Surface> = {}): string {
  const block = { type: 'actions', block_id: 'b', elements: [{ action_id: 'a', ...element }] };
  return draw([block], more);
}
