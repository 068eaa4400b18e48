import { plain, section } from '../shared/blocks.ts';
import { escapeMrkdwn } from '../shared/mrkdwn.ts';
import type { SlackNote } from '../shared/slack-note.ts';
import { mailTroubleTexts } from './texts.ts';

/** The DM to admins while no email can be sent; `trouble` says why, as their Home tab does. */
export function mailTroubleDm(trouble: string): SlackNote {
  return {
    text: escapeMrkdwn(trouble),
    blocks: [section(plain(trouble)), section(plain(mailTroubleTexts.meanwhile))],
  };
}
