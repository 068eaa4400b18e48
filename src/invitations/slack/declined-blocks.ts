import { actions, button, plain, section } from '../../shared/blocks.ts';
import { cut, escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { SlackNote } from '../../shared/slack-note.ts';
import { declinedTexts } from '../texts/notices.ts';
import { openDialogButton } from './blocks.ts';

/** The DM to the inviter when somebody has said no. */
export function declinedDm(email: string, workspaceName: string): SlackNote {
  const text = declinedTexts.what(cut(email, 254), cut(workspaceName, 80));
  return {
    text: escapeMrkdwn(text),
    blocks: [
      section(plain(text)),
      actions('declined', button(openDialogButton, declinedTexts.inviteOther)),
    ],
  };
}
