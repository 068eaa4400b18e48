import type { KnownBlock } from '@slack/types';
import { actions, button, context, mrkdwn, plain, section } from '../shared/blocks.ts';
import { type InvitationId, parseInvitationId } from '../shared/ids.ts';

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
  return { blocks: [section(plain('This invitation is no longer valid.'))] };
}

/** The link of an invitation, as long as it isn't replaced. */
interface InvitationLink {
  readonly invitationId: InvitationId;
  readonly generation: number;
}

/** Slack takes 2,000 characters as the value of a button. */
const mostInOneButton = 40;

/** What an admin who posted links is offered; only they see it. */
export function posterChoice(links: readonly InvitationLink[]): {
  text: string;
  blocks: KnownBlock[];
} {
  const text =
    'Was that on purpose? You can replace the link: the posted one stops working, and the invitee gets a new one.';
  const named = links.map(({ invitationId, generation }) => `${invitationId}:${generation}`);
  const value = [...new Set(named)].slice(0, mostInOneButton).join(' ');
  return {
    text,
    blocks: [
      section(plain(text)),
      actions(
        'link_warning',
        button(replaceButton, 'Replace link', { value, style: 'primary' }),
        button(fineButton, "It's fine"),
      ),
    ],
  };
}

/** Reads back which links the choice is about. An id that is none stays, to be refused. */
export function readChoice(value: string): { id: InvitationId | undefined; generation: number }[] {
  return value.split(' ').map((named) => {
    const [id, generation] = named.split(':');
    return { id: parseInvitationId(id), generation: Number(generation) };
  });
}
