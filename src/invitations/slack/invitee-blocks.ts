import type { KnownBlock } from '@slack/types';
import { mrkdwn, plain, section } from '../../shared/blocks.ts';
import { cut, escapeMrkdwn } from '../../shared/mrkdwn.ts';

/** Somebody who got no invitation, and why: by name, or by id when only Slack can name them. */
export interface NotInvited {
  readonly who: string | { readonly slackUserId: string };
  readonly text: string;
}

/** The refusal as a paragraph. */
export function notInvitedBlock({ who, text }: NotInvited): KnownBlock {
  return typeof who === 'string'
    ? section(plain(`⚠️ ${cut(who, 300)}: ${text}`))
    : section(mrkdwn(`⚠️ <@${who.slackUserId}>: ${escapeMrkdwn(text)}`));
}

/** The same where Slack shows plain text only. */
export function notInvitedText({ who, text }: NotInvited): string {
  return typeof who === 'string' ? `${cut(who, 300)}: ${text}` : text;
}
