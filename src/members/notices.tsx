import { plain, section } from '../shared/blocks.ts';
import { cut, escapeMrkdwn } from '../shared/mrkdwn.ts';
import type { SlackNote } from '../shared/slack-note.ts';
import { lastAdminAdvice, lastAdminText } from './texts.ts';

/** The DM to Slack's admins when the last Admin is deactivated in Slack, and so can't just be removed. */
export function lastAdminDm(notice: {
  names: readonly string[];
  workspaceName: string;
}): SlackNote {
  const names = notice.names.map((name) => cut(name, 80));
  const text = lastAdminText(names, cut(notice.workspaceName, 80));
  return {
    text: escapeMrkdwn(text),
    blocks: [section(plain(`⚠️ ${text}`)), section(plain(lastAdminAdvice))],
  };
}
