import { plain, section } from '../shared/blocks.ts';
import { cut, escapeMrkdwn } from '../shared/mrkdwn.ts';
import type { SlackNote } from '../shared/slack-note.ts';

/** The DM to Slack's admins when the last Admin is deactivated in Slack, and so can't just be removed. */
export function lastAdminDm(notice: {
  names: readonly string[];
  workspaceName: string;
}): SlackNote {
  const names = notice.names.map((name) => cut(name, 80)).join(', ');
  const workspace = cut(notice.workspaceName, 80);
  return {
    text: escapeMrkdwn(`${names} was deactivated in Slack, and is still an Admin of ${workspace}`),
    blocks: [
      section(
        plain(
          `⚠️ ${names} was deactivated in Slack, but is the last Admin of ${workspace} and so was not removed from it.`,
        ),
      ),
      section(plain('Make somebody else an Admin on my Home tab, and then remove them there.')),
    ],
  };
}
