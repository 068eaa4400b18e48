import { mrkdwn, section } from '../shared/blocks.ts';
import { cut, escapeMrkdwn } from '../shared/mrkdwn.ts';
import type { SlackNote } from '../shared/slack-note.ts';
import { welcomeTexts } from './texts.ts';

/** The DM to whoever installed the app: what it is for, and the next step. */
export function welcomeDm({
  workspaceName,
  command,
}: {
  workspaceName: string;
  command: string;
}): SlackNote {
  const name = escapeMrkdwn(cut(workspaceName.replace(/\s+/g, ' '), 80));
  return {
    text: welcomeTexts.short(name, command),
    blocks: [
      section(mrkdwn(welcomeTexts.thanks(name))),
      section(mrkdwn(welcomeTexts.next(command))),
    ],
  };
}
