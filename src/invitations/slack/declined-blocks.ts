import { actions, button, plain, section } from '../../shared/blocks.ts';
import { cut, escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { SlackNote } from '../../shared/slack-note.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { declinedTexts } from '../texts/notices.ts';
import { openDialogButton } from './blocks.ts';

/** The DM to the inviter when somebody has said no. */
export function declinedDm(
  email: string,
  { name, settings }: Pick<Workspace, 'name' | 'settings'>,
): SlackNote {
  const what = declinedTexts.what(cut(email, 254), cut(name, 80));
  const text = settings.seatLimit === undefined ? what : `${what} ${declinedTexts.seat}`;
  return {
    text: escapeMrkdwn(text),
    blocks: [
      section(plain(text)),
      actions('declined', button(openDialogButton, declinedTexts.inviteOther)),
    ],
  };
}
