import type { KnownBlock } from '@slack/types';
import {
  actions,
  button,
  confirmation,
  context,
  mrkdwn,
  plain,
  section,
} from '../../shared/blocks.ts';
import { escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { ReplacedLinks, Sharing } from '../rules.ts';
import {
  choiceLabels,
  choiceText,
  composerTexts,
  postedByText,
  privateWarningText,
  replacedText,
  replaceQuestion,
  settledText,
  underLinkTexts,
  warningText,
} from '../texts.ts';

export const replaceButton = 'link_warnings.replace';
export const fineButton = 'link_warnings.fine';

/**
 * What everybody in the conversation reads. Names neither the invitee nor the link; the poster only when a person
 * is known to have posted it.
 */
export function warningMessage(posterId: string | undefined): {
  text: string;
  blocks: KnownBlock[];
} {
  const by = posterId ? [context(mrkdwn(postedByText(posterId)))] : [];
  return { text: warningText, blocks: [section(plain(warningText)), ...by] };
}

/** What the poster reads when the app may not write where they posted. */
export function privateWarning(): { text: string; blocks: KnownBlock[] } {
  return { text: privateWarningText, blocks: [section(plain(privateWarningText))] };
}

/** What stands under a link that still works. */
export function usableUnfurl(): { blocks: KnownBlock[] } {
  return { blocks: [section(plain(underLinkTexts.usable))] };
}

/** What stands under a link while its message is being written. */
export function composerUnfurl() {
  return {
    preview: {
      title: plain(composerTexts.title),
      subtitle: plain(composerTexts.advice),
    },
    blocks: [section(plain(composerTexts.warning)), context(plain(composerTexts.advice))],
  };
}

/** What stands under a link that lets nobody in any more. */
export function deadUnfurl(): { blocks: KnownBlock[] } {
  return { blocks: [section(plain(underLinkTexts.dead))] };
}

/** What takes the place of the warning once nobody can join by what was posted. */
export function settledMessage(links: number): { text: string; blocks: KnownBlock[] } {
  const text = settledText(links);
  return { text, blocks: [section(plain(text))] };
}

/** The message whose links are meant; the value of a button. */
type Place = Pick<Sharing, 'channel' | 'messageTs'>;

/** What an admin who posted the links of these invitees is offered, and whose they are; only the admin sees it. */
export function posterChoice(
  { channel, messageTs }: Place,
  emails: readonly string[],
): { text: string; blocks: KnownBlock[] } {
  const links = emails.length;
  const text = choiceText(emails);
  const labels = choiceLabels(links);
  const value = `${channel} ${messageTs}`;
  const confirm = confirmation(replaceQuestion(links));
  return {
    text: escapeMrkdwn(text),
    blocks: [
      section(plain(text)),
      actions(
        'link_warning',
        button(replaceButton, labels.replace, { value, style: 'primary', confirm }),
        button(fineButton, labels.keep, { value }),
      ),
    ],
  };
}

/** What takes the place of that choice once links were replaced. */
export function replacedMessage(result: ReplacedLinks): { text: string; blocks: KnownBlock[] } {
  const text = replacedText(result);
  // Without blocks a direct message would keep its buttons.
  return { text: escapeMrkdwn(text), blocks: [section(plain(text))] };
}

/** Reads back which message the choice is about; nothing is known of one that is none. */
export function readChoice(value: string): Place {
  const [channel = '', messageTs = ''] = value.split(' ');
  return { channel, messageTs };
}
