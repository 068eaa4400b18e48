import { section } from '../shared/blocks.ts';
import { cut, escapeMrkdwn } from '../shared/mrkdwn.ts';
import type { SlackNote } from '../shared/slack-note.ts';

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
    text: `Thanks for installing me! Type ${command} to invite somebody to ${name}.`,
    blocks: [
      section({
        type: 'mrkdwn',
        text: `👋 Thanks for installing me! People join *${name}* by personal links that work once.`,
      }),
      section({
        type: 'mrkdwn',
        text: `*Next step:* type \`${command}\` in any channel to invite the first one. You'll find all invitations and members in my Home tab. You can act as an admin here, and so can your Slack owners and admins.`,
      }),
    ],
  };
}
