import type { KnownBlock } from '@slack/types';
import { type Role, roleName, roles } from '../../members/rules.ts';
import {
  actions,
  button,
  codeBlock,
  context,
  mrkdwn,
  plain,
  section,
} from '../../shared/blocks.ts';
import { countOf, nounFor } from '../../shared/count-text.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { cut, escapeMrkdwn, unescapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { Became, Invitation, InviteRefusal, Unclear } from '../rules.ts';
import { becameText, inviteRefusalText, openDialogButton } from './blocks.ts';
import { copyLinkButton } from './copy-link-blocks.ts';
import {
  type NoAddress,
  type NotInvited,
  noAddressTexts,
  notInvitedBlock,
} from './invitee-blocks.ts';

/** A message that only the sender of a command sees. */
export interface Answer {
  readonly text: string;
  readonly blocks?: KnownBlock[];
}

/** What became of one address of a command. */
export type Invited =
  | { readonly who: string; readonly id: InvitationId; readonly became: Became }
  | { readonly who: string; readonly refusal: InviteRefusal }
  | { readonly who: NotInvited['who']; readonly why: NoAddress };

/** The answer to a command with addresses: one line each. */
export function invitedAnswer(role: Role, results: readonly Invited[]): Answer {
  const lines = results.map((result) => {
    if ('why' in result) return notInvitedBlock({ ...result, text: noAddressTexts[result.why] });
    const who = cut(result.who, 254);
    if ('refusal' in result) {
      return notInvitedBlock({ who, text: inviteRefusalText(result.refusal) });
    }
    const copy = button(copyLinkButton, 'Copy link', {
      value: result.id,
      spoken: `Copy link for ${who}`,
    });
    return section(plain(`✅ ${becameText(result.became, who)} · ${roleName(role)}`), copy);
  });
  const sent = results.filter((result) => 'id' in result).length;
  return {
    text: `${sent} of ${countOf(results.length, 'invitation')} sent`,
    blocks: [...lines, actions('more', button(openDialogButton, 'Invite another'))],
  };
}

/** The answer to a command that names more people than are invited at once. */
export function tooManyAnswer(count: number, most: number, typed: string): Answer {
  const text = `That's ${count} people. Please invite at most ${most} at a time. Nothing was sent.`;
  return { text, blocks: [...typedBlocks(typed), section(plain(text))] };
}

/** The answer to words that may change what is meant: the wrong guess would give somebody the wrong role. */
export function unclearAnswer(
  command: string,
  { words, why }: Unclear,
  typed: string,
  homeUrl: string,
): Answer {
  const said = cut(words.join(' '), 200);
  const example = `${command} ana@example.com bo@example.com admin`;
  const lines = {
    unknown: [
      `Nothing was sent, because I'm not sure what “${said}” means.`,
      `If it's a role: there are ${roles.map(roleName).join(' and ')}. Put one of them behind the addresses, like ${example}`,
      "If it's a name, leave it out.",
    ],
    one_role: [
      `Nothing was sent, because I'm not sure who should be “${said}”: all of them get the same role.`,
      `Put it behind the last address, or on a line of its own, like ${example}`,
      'Invite those who get another role with a command of their own.',
    ],
    other_act: [
      `Nothing was sent, because I'm not sure what “${said}” means: ${command} only invites.`,
      'Home has buttons to resend or revoke an invitation, and to change or remove a member.',
    ],
  }[why];
  const home = why === 'other_act' ? [actions('home', openHomeButton(homeUrl))] : [];
  return {
    text: escapeMrkdwn(lines.join(' ')),
    blocks: [...typedBlocks(typed), section(plain(lines.join('\n'))), ...home],
  };
}

/**
 * What somebody typed, for copying it: Slack has taken it out of their hands. It stands first, as a conversation
 * shows the end of what is long.
 */
function typedBlocks(typed: string): KnownBlock[] {
  const whole = unescapeMrkdwn(typed);
  const parts = chunked(
    [...whole.matchAll(/.{1,1000}/gsu)].map(([part]) => part),
    2900,
  );
  return [
    context(plain('This is what you typed:')),
    ...parts.slice(0, 8).map((part) => codeBlock(part.join(''))),
  ];
}

/** The answer to a command that asks for the link of somebody who has a pending invitation. */
export function invitationLinkAnswer({ id, email }: Invitation, link: string): Answer {
  const copy = button(copyLinkButton, 'Copy link', { value: id });
  return {
    text: `The invite link of ${escapeMrkdwn(email)}`,
    blocks: [section(plain(`The invite link of ${email}. It works once.`), copy), codeBlock(link)],
  };
}

/** The same for somebody who has none. */
export function noLinkAnswer(typed: string): Answer {
  const text = `There is no pending invitation for ${cut(typed, 254)}.`;
  return { text: escapeMrkdwn(text), blocks: [section(plain(text))] };
}

const linksInOneAnswer = 100;

/** How many links are listed: Slack takes five answers to a command, and the last is kept for a fault. */
export const mostLinksListed = 4 * linksInOneAnswer;

/** The answers with every pending link, ready to be pasted; each as long as a message may be. */
export function linksAnswers(
  listed: readonly { email: string; link: string }[],
  hasMore: boolean,
): Answer[] {
  if (listed.length === 0) return [{ text: 'No invitation is pending.' }];
  const answers: Answer[] = [];
  for (let start = 0; start < listed.length; start += linksInOneAnswer) {
    const part = listed.slice(start, start + linksInOneAnswer);
    const isLast = start + linksInOneAnswer >= listed.length;
    answers.push(linksAnswer(part, isLast && hasMore));
  }
  return answers;
}

function linksAnswer(part: readonly { email: string; link: string }[], hasMore: boolean): Answer {
  const lines = part.map(({ email, link }) => `${email}: ${link}`);
  const more = hasMore ? ' These are the newest; use the Copy link command for the others.' : '';
  return {
    text: `${part.length} pending invite ${nounFor(part.length, 'link')}`,
    blocks: [
      ...chunked(lines, 2900).map((chunk) => codeBlock(chunk.join('\n'))),
      context(plain(`Each link works once and is for one person.${more}`)),
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
  const members = nounFor(counts.members, 'member');
  const text = `*${counts.pending}* pending · *${counts.accepted}* accepted · *${counts.expired}* expired · *${counts.members}* ${members}`;
  return {
    text: `${counts.pending} pending, ${counts.accepted} accepted, ${counts.expired} expired, ${counts.members} ${members}`,
    blocks: [section(mrkdwn(text)), actions('home', openHomeButton(homeUrl))],
  };
}

function openHomeButton(url: string) {
  return { ...button('invitations.open_home', 'Open Home'), url };
}

export const feedbackButtons = { yes: 'invitations.help_yes', no: 'invitations.help_no' } as const;

/** The usage of the command, and the question whether it helped; or thanks for the answer to that. */
export function helpAnswer(command: string, thanks?: string): Answer {
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
      context(plain(thanks ?? 'Was this helpful?')),
      ...(thanks === undefined
        ? [
            actions(
              'feedback',
              button(feedbackButtons.yes, '👍 Yes'),
              button(feedbackButtons.no, '👎 No'),
            ),
          ]
        : []),
    ],
  };
}

/** The answer to text that means nothing to us. */
export function usageAnswer(command: string, typed: string): Answer {
  const help = helpAnswer(command);
  const text = `I don't understand “${cut(unescapeMrkdwn(typed), 200)}”. This is what you can type:`;
  // Nothing is lost of a long list in which one word was wrong.
  const rest = typed.length > 200 ? typedBlocks(typed) : [];
  return {
    text: escapeMrkdwn(text),
    blocks: [...rest, section(plain(text)), ...(help.blocks ?? [])],
  };
}
