import type { KnownBlock } from '@slack/types';
import { actions, button, context, mrkdwn, plain, section } from '../../shared/blocks.ts';
import { cut, escapeMrkdwn, slackDate } from '../../shared/mrkdwn.ts';
import type { SlackNote } from '../../shared/slack-note.ts';
import type { Summary } from '../summary-rules.ts';
import { summaryTexts } from '../texts/notices.ts';
import { openHomeButton } from './command-blocks.ts';

export const resendOwnButton = 'invitations.resend_own';

/** What an inviter reads once a week: how many of theirs are open, whose end first, and what can be done. */
export function summaryDm(summary: Summary, homeUrl: string | undefined): SlackNote {
  const { open, ending, endAt } = summary;
  const text = summaryTexts.open(open, cut(summary.workspaceName, 80));
  const names = summary.emails.map((email) => cut(email, 254));
  return {
    text: escapeMrkdwn(text),
    blocks: [
      section(plain(text)),
      section(mrkdwn(summaryTexts.ending(open, ending, slackDate(endAt)))),
      context(plain(summaryTexts.who(names, open - names.length))),
      actions(
        'summary',
        button(resendOwnButton, summaryTexts.resend(open)),
        ...(homeUrl ? [openHomeButton(homeUrl)] : []),
      ),
    ],
  };
}

/** What takes its place once they were sent again. */
export function resentAnswer(text: string): { text: string; blocks: KnownBlock[] } {
  return { text: escapeMrkdwn(text), blocks: [section(plain(text))] };
}
