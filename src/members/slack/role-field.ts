import type { KnownBlock } from '@slack/types';
import { plain } from '../../shared/blocks.ts';
import { type Role, roleExplanation, roleName, roles } from '../rules.ts';
import { roleLabel } from '../texts.ts';

/** The choice of a role, each explained. */
export function roleField(blockId: string, actionId: string, chosen: Role): KnownBlock {
  const options = roles.map((role) => ({
    text: plain(roleName(role)),
    description: plain(roleExplanation(role)),
    value: role,
  }));
  const initial = options[roles.indexOf(chosen)];
  return {
    type: 'input',
    block_id: blockId,
    label: plain(roleLabel),
    element: {
      type: 'radio_buttons',
      action_id: actionId,
      options,
      ...(initial && { initial_option: initial }),
    },
  };
}
