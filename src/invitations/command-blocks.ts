import type { KnownBlock } from '@slack/types';
import { type Role, roleName } from '../members/rules.ts';
import { actions, button, context, mrkdwn, plain, section } from '../shared/blocks.ts';
import type { InvitationId } from '../shared/ids.ts';
import { escapeMrkdwn } from '../shared/mrkdwn.ts';
import { copyLinkButton } from './copy-link-blocks.ts';
import type { InviteRefusal } from './rules.ts';
import { inviteRefusalText, openDialogButton } from './slack-blocks.ts';

/** A message that only the sender of a command sees. */
export interface Answer {
  readonly text: string;
  readonly blocks?: KnownBlock[];
}

/** What became of one address of a command. */
export type Invited =
  | { readonly who: string; readonly id: InvitationId; readonly renewed: boolean }
  | { readonly who: string; readonly refusal: InviteRefusal | 'no_address' };

/** The answer to a command with addresses: one line each. */
export function invitedAnswer(role: Role, results: readonly Invited[]): Answer {
  const lines = results.map((result) => {
    if ('refusal' in result) return section(plain(`⚠️ ${result.who}: ${refusalText(result)}`));
    const done = result.renewed
      ? `sent again to ${result.who}, who had an open invitation already`
      : `invitation sent to ${result.who}`;
    return section(
      plain(`✅ ${roleName(role)}: ${done}`),
      button(copyLinkButton, 'Copy link', { value: result.id }),
    );
  });
  const sent = results.filter((result) => 'id' in result).length;
  return {
    text: `${sent} of ${results.length} invitations sent`,
    blocks: [...lines, actions('more', button(openDialogButton, 'Invite another'))],
  };
}

function refusalText(result: { refusal: InviteRefusal | 'no_address' }): string {
  return result.refusal === 'no_address'
    ? 'Slack tells no e-mail address of this person.'
    : inviteRefusalText(result.refusal);
}

/** How many pending invitations one answer lists: Slack takes 3,000 characters a section. */
export const mostLinksListed = 100;

/** The answer with every pending link, ready to be pasted. */
export function linksAnswer(
  pending: readonly { email: string; link: string }[],
  hasMore: boolean,
): Answer {
  if (pending.length === 0) return { text: 'No invitation is pending.' };
  const lines = pending.map(({ email, link }) => `${email}: ${link}`);
  return {
    text: `${pending.length} pending invite links`,
    blocks: [
      ...chunked(lines, 2900).map(
        (chunk): KnownBlock => ({
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_preformatted',
              elements: [{ type: 'text', text: chunk.join('\n') }],
            },
          ],
        }),
      ),
      context(
        plain(
          `Each link works once and is for one person.${hasMore ? ' These are the newest; Home shows the rest.' : ''}`,
        ),
      ),
    ],
  };
}

function chunked(lines: readonly string[], longest: number): string[][] {
  const chunks: string[][] = [[]];
  let length = 0;
  for (const line of lines) {
    if (length + line.length + 1 > longest) {
      chunks.push([]);
      length = 0;
    }
    chunks.at(-1)?.push(line);
    length += line.length + 1;
  }
  return chunks;
}

/** The answer with how many invitations there are, and the way to see them. */
export function summaryAnswer(
  counts: { pending: string; accepted: string; expired: string; members: string },
  homeUrl: string,
): Answer {
  const text = `*${counts.pending}* pending · *${counts.accepted}* accepted · *${counts.expired}* expired · *${counts.members}* members`;
  return {
    text: `${counts.pending} pending, ${counts.accepted} accepted, ${counts.expired} expired, ${counts.members} members`,
    blocks: [
      section(mrkdwn(text)),
      actions('home', { ...button('invitations.open_home', 'Open Home'), url: homeUrl }),
    ],
  };
}

export const feedbackButtons = { yes: 'invitations.help_yes', no: 'invitations.help_no' } as const;

/** The usage of the command, and the question whether it helped. */
export function helpAnswer(command: string): Answer {
  const lines = [
    [command, 'invite somebody with a dialog'],
    [`${command} ana@example.com bo@example.com admin`, 'invite them at once (as Admins)'],
    [`${command} @ana`, 'invite somebody who is in Slack already'],
    [`${command} link ana@example.com`, 'copy the invite link of somebody'],
    [`${command} links`, 'list every pending invite link'],
    [`${command} list`, 'see how many are pending, accepted, expired'],
    [`${command}-link`, 'choose a pending invitation and copy its link'],
  ];
  const text = lines
    .map(([typed, does]) => `\`${escapeMrkdwn(typed ?? '')}\` – ${does}`)
    .join('\n');
  return {
    text: `How to use ${command}`,
    blocks: [
      section(mrkdwn(text)),
      context(plain('Was this helpful?')),
      actions(
        'feedback',
        button(feedbackButtons.yes, '👍 Yes'),
        button(feedbackButtons.no, '👎 No'),
      ),
    ],
  };
}

/** The answer to text that means nothing to us. */
export function usageAnswer(command: string, typed: string): Answer {
  const help = helpAnswer(command);
  const text = `I don't understand “${typed.slice(0, 200)}”. This is what you can type:`;
  return { text, blocks: [section(plain(text)), ...(help.blocks ?? [])] };
}
