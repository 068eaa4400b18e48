import type { Button, KnownBlock } from '@slack/types';
import { button, plain, section } from '../../shared/blocks.ts';
import { askTexts, requestTexts, waitingText } from '../texts.ts';
import { askButton } from './ask-blocks.ts';
import { reviewButton } from './request-blocks.ts';

/** That requests wait, in an admin's Home; nothing when none does. */
export function requestsRow(count: number): KnownBlock[] {
  if (count === 0) return [];
  const text = waitingText(count);
  return [section(plain(text), button(reviewButton, requestTexts.review, { spoken: text }))];
}

/** The way to ask, in a member's Home. */
export function askForInvitationButton(): Button {
  return button(askButton, askTexts.button);
}
