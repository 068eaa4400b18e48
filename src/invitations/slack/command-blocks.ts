import type { KnownBlock } from '@slack/types';
import type { Role } from '../../members/rules.ts';
import {
  actions,
  button,
  codeBlock,
  context,
  mrkdwn,
  plain,
  section,
} from '../../shared/blocks.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { cut, escapeMrkdwn, unescapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { Invitation, InviteRefusal, NoAddress, SendKind, Unclear } from '../rules.ts';
import {
  type Counts,
  commandTexts,
  countsText,
  feedbackTexts,
  invitedLine,
  invitedText,
  linksNote,
  linksText,
  nonePendingText,
  notUnderstoodText,
  unclearLines,
  usageLines,
  usageTitle,
} from '../texts/command.ts';
import { copyLinkFor, copyLinkTitle, linkOfText, linkOnceText } from '../texts/copy-link.ts';
import { noAddressTexts } from '../texts/dialog.ts';
import { inviteRefusalText } from '../texts/refusals.ts';
import { openDialogButton } from './blocks.ts';
import { copyLinkButton } from './copy-link-blocks.ts';
import { type NotInvited, notInvitedBlock } from './invitee-blocks.ts';

/** A message that only the sender of a command sees. */
export interface Answer {
  readonly text: string;
  readonly blocks?: KnownBlock[];
}

/** What became of one address of a command. */
export type Invited =
  | { readonly who: string; readonly id: InvitationId; readonly sendKind: SendKind }
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
    const spoken = copyLinkFor(who);
    const copy = button(copyLinkButton, copyLinkTitle, { value: result.id, spoken });
    return section(plain(invitedLine(result.sendKind, who, role)), copy);
  });
  const sent = results.filter((result) => 'id' in result).length;
  return {
    text: invitedText(sent, results.length),
    blocks: [...lines, actions('more', button(openDialogButton, commandTexts.inviteAnother))],
  };
}

/** The answer to words that may change what is meant: the wrong guess would give somebody the wrong role. */
export function unclearAnswer(
  command: string,
  { words, why }: Unclear,
  typed: string,
  homeUrl: string,
): Answer {
  const lines = unclearLines(command, why, cut(words.join(' '), 200));
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
    context(plain(commandTexts.typed)),
    ...parts.slice(0, 8).map((part) => codeBlock(part.join(''))),
  ];
}

/** The answer to a command that asks for the link of somebody who has a pending invitation. */
export function invitationLinkAnswer({ id, email }: Invitation, link: string): Answer {
  const copy = button(copyLinkButton, copyLinkTitle, { value: id });
  return {
    text: escapeMrkdwn(linkOfText(email)),
    blocks: [section(plain(linkOnceText(email)), copy), codeBlock(link)],
  };
}

/** The same for somebody who has none. */
export function noLinkAnswer(typed: string): Answer {
  const text = nonePendingText(cut(typed, 254));
  return { text: escapeMrkdwn(text), blocks: [section(plain(text))] };
}

const linksInOneAnswer = 100;

/** How many links are listed: Slack takes five answers to a command, and the last is kept for a fault. */
export const maxLinksListed = 4 * linksInOneAnswer;

/**
 * The answers with every pending link, ready to be pasted; each as long as a message may be. `moreBy` is the command
 * for those that aren't listed, if there are any.
 */
export function linksAnswers(
  listed: readonly { email: string; link: string }[],
  moreBy: string | undefined,
): Answer[] {
  if (listed.length === 0) return [{ text: commandTexts.noLinks }];
  const answers: Answer[] = [];
  for (let start = 0; start < listed.length; start += linksInOneAnswer) {
    const part = listed.slice(start, start + linksInOneAnswer);
    const isLast = start + linksInOneAnswer >= listed.length;
    answers.push(linksAnswer(part, isLast ? moreBy : undefined));
  }
  return answers;
}

function linksAnswer(
  part: readonly { email: string; link: string }[],
  moreBy: string | undefined,
): Answer {
  const lines = part.map(({ email, link }) => `${email}: ${link}`);
  return {
    text: linksText(part.length),
    blocks: [
      ...chunked(lines, 2900).map((chunk) => codeBlock(chunk.join('\n'))),
      context(plain(linksNote(moreBy))),
    ],
  };
}

function chunked(lines: readonly string[], maxLength: number): string[][] {
  const chunks: string[][] = [[]];
  let length = 0;
  for (const line of lines) {
    if (length + line.length + 1 > maxLength) {
      chunks.push([]);
      length = 0;
    }
    chunks.at(-1)?.push(line);
    length += line.length + 1;
  }
  return chunks;
}

/** The answer with how many invitations there are, and the way to see them. */
export function summaryAnswer(counts: Counts, homeUrl: string): Answer {
  const text = countsText(counts, ' · ', (count) => `*${count}*`);
  return {
    text: countsText(counts, ', '),
    blocks: [section(mrkdwn(text)), actions('home', openHomeButton(homeUrl))],
  };
}

/** A button that leads to the app's Home tab. */
export function openHomeButton(url: string) {
  return { ...button('invitations.open_home', commandTexts.openHome), url };
}

export const feedbackButtons = { yes: 'invitations.help_yes', no: 'invitations.help_no' } as const;

/** The usage of the command, and the question whether it helped; or thanks for the answer to that. */
export function helpAnswer(command: string, thanks?: string): Answer {
  const text = usageLines(command)
    .map(([typed, does]) => `\`${escapeMrkdwn(typed)}\` – ${does}`)
    .join('\n');
  return {
    text: usageTitle(command),
    blocks: [
      section(mrkdwn(text)),
      context(plain(thanks ?? feedbackTexts.question)),
      ...(thanks === undefined
        ? [
            actions(
              'feedback',
              button(feedbackButtons.yes, feedbackTexts.yes, { value: command }),
              button(feedbackButtons.no, feedbackTexts.no, { value: command }),
            ),
          ]
        : []),
    ],
  };
}

/** The answer to text that means nothing to us. */
export function usageAnswer(command: string, typed: string): Answer {
  const help = helpAnswer(command);
  const text = notUnderstoodText(cut(unescapeMrkdwn(typed), 200));
  // Nothing is lost of a long list in which one word was wrong.
  const rest = typed.length > 200 ? typedBlocks(typed) : [];
  return {
    text: escapeMrkdwn(text),
    blocks: [...rest, section(plain(text)), ...(help.blocks ?? [])],
  };
}
