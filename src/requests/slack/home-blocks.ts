import type { Button } from '@slack/types';
import { button } from '../../shared/blocks.ts';
import { askTexts } from '../texts.ts';
import { askButton } from './ask-blocks.ts';

/** The way to ask, in a member's Home. */
export function askForInvitationButton(): Button {
  return button(askButton, askTexts.button);
}
