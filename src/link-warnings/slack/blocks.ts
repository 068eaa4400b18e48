import type { KnownBlock } from '@slack/types';
import { manageRefusalText } from '../../invitations/slack/blocks.ts';
import {
  actions,
  button,
  confirmation,
  context,
  mrkdwn,
  plain,
  section,
} from '../../shared/blocks.ts';
import { countOf } from '../../shared/count-text.ts';
import type { ReplacedLinks, Sharing } from '../rules.ts';

export const replaceButton = 'link_warnings.replace';
export const fineButton = 'link_warnings.fine';

const warning =
  'This invite link works only once: the first person to use it joins, and nobody after them.';
const advice = 'Better send each person an invitation of their own.';

/**
 * What everybody in the conversation reads. Names neither the invitee nor the link; the poster only when a person
 * is known to have posted it.
 */
export function warningMessage(posterId: string | undefined): {
  text: string;
  blocks: KnownBlock[];
} {
  const text = `⚠️ ${warning} ${advice}`;
  const by = posterId ? [context(mrkdwn(`Posted by <@${posterId}>`))] : [];
  return { text, blocks: [section(plain(text)), ...by] };
}

/** What the poster reads when the app may not write where they posted. */
export function privateWarning(): { text: string; blocks: KnownBlock[] } {
  const text = `⚠️ You posted an invite link. ${warning} ${advice}`;
  return { text, blocks: [section(plain(text))] };
}

/** What stands under a link that still works. */
export function usableUnfurl(): { blocks: KnownBlock[] } {
  return { blocks: [section(plain('🔑 A personal invite link for one person'))] };
}

/** What stands under a link while its message is being written. */
export function composerUnfurl() {
  return {
    preview: {
      title: plain('⚠️ Only the first person to use this link gets in'),
      subtitle: plain(advice),
    },
    blocks: [section(plain(`⚠️ ${warning}`)), context(plain(advice))],
  };
}

/** What stands under a link that lets nobody in any more. */
export function deadUnfurl(): { blocks: KnownBlock[] } {
  return { blocks: [section(plain('This link no longer works.'))] };
}

/** What takes the place of the warning once nobody can join by what was posted. */
export function settledMessage(links: number): { text: string; blocks: KnownBlock[] } {
  const text =
    links === 1
      ? 'This link no longer works, so nobody can join with it.'
      : 'These links no longer work, so nobody can join with them.';
  return { text, blocks: [section(plain(text))] };
}

/** The message whose links are meant; the value of a button. */
type Place = Pick<Sharing, 'channel' | 'messageTs'>;

/** What an admin who posted links is offered; only they see it. */
export function posterChoice(
  { channel, messageTs }: Place,
  links: number,
): { text: string; blocks: KnownBlock[] } {
  const text =
    links === 1
      ? 'Was that on purpose? You can replace the link: the posted one stops working, and the invitee gets a new one.'
      : `Was that on purpose? You can replace the ${countOf(links, 'link')}: the posted ones stop working, and each invitee gets a new one.`;
  const confirm = confirmation({
    title: links === 1 ? 'Replace this link?' : `Replace ${countOf(links, 'link')}?`,
    text:
      links === 1
        ? 'The posted link stops working at once, also where it was mailed. The invitee gets an email with a new one.'
        : 'The posted links stop working at once, also where they were mailed. Each invitee gets an email with a new one.',
    yes: 'Replace',
  });
  const value = `${channel} ${messageTs}`;
  return {
    text,
    blocks: [
      section(plain(text)),
      actions(
        'link_warning',
        button(replaceButton, links === 1 ? 'Replace link' : `Replace ${countOf(links, 'link')}`, {
          value,
          style: 'primary',
          confirm,
        }),
        button(fineButton, "It's fine"),
      ),
    ],
  };
}

/** Reads back which message the choice is about; nothing is known of one that is none. */
export function readChoice(value: string): Place {
  const [channel = '', messageTs = ''] = value.split(' ');
  return { channel, messageTs };
}

/** What came of replacing. */
export function replacedText({ replaced, refusals }: ReplacedLinks): string {
  const done =
    replaced === 1
      ? '✅ The posted link is dead; the invitee gets a new one.'
      : `✅ The ${countOf(replaced, 'link')} that you replaced are dead; each invitee gets a new one.`;
  const why = [...new Set(refusals.map((refusal) => `⚠️ ${whyNot(refusal)}`))];
  return [...(replaced > 0 ? [done] : []), ...why].join('\n');
}

function whyNot(refusal: ReplacedLinks['refusals'][number]): string {
  return refusal === 'gone'
    ? "I don't know any more which links these were. Please replace them in my Home tab."
    : manageRefusalText(refusal);
}
