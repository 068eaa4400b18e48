import type { KnownBlock } from '@slack/types';
import { actions, button } from '../../shared/blocks.ts';
import type { Invitation } from '../rules.ts';
import { shownValue } from '../shown-rules.ts';
import { askTexts } from '../texts/mend.ts';

export const sendAskedButton = 'invitations.send_asked';
export const ignoreAskButton = 'invitations.ignore_ask';

/** What an admin can answer to somebody who asks for a new invitation. */
export function askActions({ id, email }: Pick<Invitation, 'id' | 'email'>): KnownBlock {
  const value = shownValue(id, email);
  return actions(
    'asked',
    button(sendAskedButton, askTexts.send, {
      ...{ value, style: 'primary' },
      spoken: askTexts.spokenSend(email),
    }),
    button(ignoreAskButton, askTexts.ignore, { value, spoken: askTexts.spokenIgnore(email) }),
  );
}
