import type { KnownBlock } from '@slack/types';
import { mrkdwn, plain, section } from '../../shared/blocks.ts';
import { cut, escapeMrkdwn } from '../../shared/mrkdwn.ts';

/** More people at once would not be done within Slack's 3 s. */
export const mostPeople = 10;

/** Why somebody in Slack can't be invited by their profile. */
export type NoAddress = 'no_address' | 'no_mention' | 'not_visible' | 'no_answer';

/** The same in words. */
export const noAddressTexts = {
  no_address: 'Slack tells no e-mail address of this person.',
  no_mention:
    'Slack made no person of this. Choose them from the list that Slack shows while you type @, or type their email address.',
  not_visible: "Slack doesn't show us this person. Invite them by their email address instead.",
  no_answer: "Slack didn't answer about this person in time. Please try again in a minute.",
} as const satisfies Record<NoAddress, string>;

/** What somebody reads about words in the dialog's field that are no address. */
export const unclearTexts = {
  words: "This isn't an email address.",
  parts:
    "I'm not sure whether this is one address. Write it without blanks, or leave the word out.",
  role: "This isn't an email address. Everybody in a dialog gets the role that is chosen in it.",
} as const;

/** What somebody reads who has chosen more people than one dialog takes. */
export const tooManyPeopleText = `Please choose at most ${mostPeople} people at once. Nobody was invited.`;

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
