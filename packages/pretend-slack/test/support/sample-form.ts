import type { ModalView } from '@slack/types';
import { actions, button, inputOf, modalOf, options } from './block-kit-samples.ts';

/** A required address. */
export const email = inputOf(
  { type: 'email_text_input', action_id: 'email' },
  { block_id: 'email' },
);
/** A choice of two, the first one chosen. */
export const role = inputOf(
  {
    type: 'radio_buttons',
    action_id: 'role',
    options: options(2),
    initial_option: options(2)[0],
  },
  { block_id: 'role' },
);
const people = inputOf(
  { type: 'multi_users_select', action_id: 'people' },
  { block_id: 'people', optional: true },
);

/** A modal with these, people to pick, and a button. */
export function form(more: Record<string, unknown> = {}): ModalView {
  const press = actions(button({ action_id: 'again', value: '1' }));
  return modalOf([email, role, people, press], {
    callback_id: 'form',
    ...more,
  }) as unknown as ModalView;
}
