import type { KnownBlock } from '@slack/types';
import type { Role } from '../members/rules.ts';
import { codeBlock, pieces, sentence } from '../shared/blocks.ts';
import { longDate } from '../shared/date-text.ts';
import {
  type Letter,
  oneLine,
  type Quotation,
  shortened,
  unlinked,
  writeLetter,
} from '../shared/letter.tsx';
import { cut, escapeMrkdwn, slackDate } from '../shared/mrkdwn.ts';
import { quotedLines } from '../shared/quotation.ts';
import type { SlackNote } from '../shared/slack-note.ts';
import { plainWords } from '../shared/words.ts';
import type { PromisedTool } from '../tools/given-rules.ts';
import { toolNamesText } from '../tools/given-texts.ts';
import { linkNote, linkOfText } from './texts/copy-link.ts';
import {
  askAgainDmTexts,
  askAgainEmailTexts,
  expiresNote,
  invitedToText,
  invitedToWords,
  inviteEmailTexts,
  joinedWords,
  joinLabel,
  linkOfWords,
  needsNewWords,
  reminderEmailTexts,
  roleText,
  stillInvitedWords,
  writesWords,
  youGetWords,
  yourLinkNote,
  yourRoleWords,
} from './texts/notices.ts';

/** Keeps the subject readable in a list of mails when both names are long. */
const maxNameInSubject = 40;

/**
 * The email that asks somebody to join. Names may hold anything: they can't break a header, add markup or
 * become a link; nor can what the inviter says. The link itself stands in it once as a button and once in full.
 */
export function inviteEmail(invite: InviteFacts): Letter {
  const workspaceName = oneLine(invite.workspaceName);
  const invitedBy = oneLine(invite.invitedBy);
  const workspace = unlinked(workspaceName);
  const inviter = unlinked(invitedBy);
  const until = longDate(invite.expiresAt);
  return writeLetter({
    subject: invitedToText(
      shortened(invitedBy, maxNameInSubject),
      shortened(workspaceName, maxNameInSubject),
    ),
    preheader: inviteEmailTexts.preheader(until),
    from: workspaceName,
    heading: joinLabel(workspace),
    paragraphs: [
      invitedToWords(inviter, workspace),
      ...said(inviter, invite.message),
      [inviteEmailTexts.howTo(until)],
    ],
    button: { label: joinLabel(workspace), url: invite.link },
    facts: factsOf(invite),
    notes: inviteEmailTexts.notes,
    site: new URL(invite.link).origin,
  });
}

/** The email that reminds somebody before their link expires: the same link, and a way to say no. */
export function reminderEmail(invite: InviteFacts): Letter {
  const workspaceName = oneLine(invite.workspaceName);
  const invitedBy = oneLine(invite.invitedBy);
  const workspace = unlinked(workspaceName);
  const inviter = unlinked(invitedBy);
  const until = longDate(invite.expiresAt);
  const invited = invitedToText(
    shortened(invitedBy, maxNameInSubject),
    shortened(workspaceName, maxNameInSubject),
  );
  return writeLetter({
    subject: reminderEmailTexts.subject(invited),
    preheader: reminderEmailTexts.preheader(until),
    from: workspaceName,
    heading: joinLabel(workspace),
    paragraphs: [
      stillInvitedWords(inviter, workspace),
      ...said(inviter, invite.message),
      [reminderEmailTexts.expires(until)],
    ],
    button: { label: joinLabel(workspace), url: invite.link },
    other: { label: reminderEmailTexts.no, url: declineLink(invite.link) },
    facts: factsOf(invite),
    notes: inviteEmailTexts.notes,
    site: new URL(invite.link).origin,
  });
}

function factsOf({ email, role, tools }: InviteFacts): readonly (readonly [string, string])[] {
  const names = tools.map(({ name }) => unlinked(oneLine(name)));
  return [
    [inviteEmailTexts.address, oneLine(email)],
    [inviteEmailTexts.role, roleText(role)],
    ...(names.length > 0 ? [[inviteEmailTexts.tools, toolNamesText(names)] as const] : []),
  ];
}

/** The same in a DM. */
function youGet({ tools }: InviteFacts): KnownBlock[] {
  const names = tools.map(({ name }) => oneLine(name));
  return names.length > 0 ? [sentence(youGetWords(names))] : [];
}

/** Where the holder of an invite link says no. */
function declineLink(link: string): string {
  return `${link}/no`;
}

/** What a DM with an invite link says. */
interface LinkFacts {
  readonly workspaceName: string;
  readonly invitedBy: string;
  readonly email: string;
  readonly role: Role;
  readonly link: string;
  readonly expiresAt: Date;
}

/** What an invitation says to whoever gets it. */
interface InviteFacts extends LinkFacts {
  /** What the inviter says, in words of their own. */
  readonly message: string | undefined;
  /** What they can open once they have joined. */
  readonly tools: readonly PromisedTool[];
}

/** The DM to an invitee who is in Slack already: the email's twin. */
export function inviteDm(invite: InviteFacts): SlackNote {
  const workspace = shown(invite.workspaceName);
  const inviter = shown(invite.invitedBy);
  return {
    text: escapeMrkdwn(invitedToText(inviter, workspace)),
    blocks: [
      sentence(invitedToWords(inviter, workspace)),
      ...said(inviter, invite.message).map(quote),
      sentence(yourRoleWords(invite.role)),
      ...youGet(invite),
      linkButtons({ label: joinLabel(invite.workspaceName), url: invite.link }),
      smallPrint(yourLinkNote(slackDate(invite.expiresAt))),
    ],
  };
}

/** The reminder's twin for an invitee who is in Slack. */
export function reminderDm(invite: InviteFacts): SlackNote {
  const workspace = shown(invite.workspaceName);
  const inviter = shown(invite.invitedBy);
  return {
    text: escapeMrkdwn(reminderEmailTexts.subject(invitedToText(inviter, workspace))),
    blocks: [
      sentence(stillInvitedWords(inviter, workspace)),
      ...said(inviter, invite.message).map(quote),
      linkButtons(
        { label: joinLabel(invite.workspaceName), url: invite.link },
        { label: reminderEmailTexts.no, url: declineLink(invite.link) },
      ),
      smallPrint(expiresNote(slackDate(invite.expiresAt))),
    ],
  };
}

/** The DM to an admin who asked for an invitee's link. */
export function linkDm(invite: LinkFacts): SlackNote {
  const email = cut(oneLine(invite.email), 254);
  return {
    text: escapeMrkdwn(linkOfText(email)),
    blocks: [
      sentence(linkOfWords(email)),
      codeBlock(invite.link),
      smallPrint(linkNote(slackDate(invite.expiresAt))),
    ],
  };
}

/** The DM to the inviter when somebody joined. */
export function joinedDm(joined: {
  displayName: string;
  email: string;
  workspaceName: string;
  role: Role;
}): SlackNote {
  const [name, workspace] = [shown(joined.displayName), shown(joined.workspaceName)];
  const email = cut(oneLine(joined.email), 254);
  const words = joinedWords(name, email, workspace, joined.role);
  return { text: escapeMrkdwn(plainWords(words)), blocks: [sentence([...words, '.'])] };
}

/** What the inviter reads when the holder of a dead link asks for a new invitation. */
interface AskAgainFacts {
  readonly email: string;
  readonly workspaceName: string;
  readonly invitedBy: string;
}

/** The email to an inviter whose invitee couldn't use their link. `url` leads to the app in Slack. */
export function askAgainEmail({
  email,
  workspaceName,
  invitedBy,
  url,
  publicUrl,
}: AskAgainFacts & { url: string | undefined; publicUrl: string }): Letter {
  const workspace = unlinked(oneLine(workspaceName));
  const address = oneLine(email);
  return writeLetter({
    subject: askAgainEmailTexts.subject(shortened(address, 60)),
    preheader: askAgainEmailTexts.preheader(workspace),
    from: oneLine(workspaceName),
    heading: askAgainEmailTexts.heading,
    paragraphs: [needsNewWords(address, workspace), [askAgainEmailTexts.howTo]],
    ...(url && { button: { label: askAgainEmailTexts.button, url } }),
    facts: [[askAgainEmailTexts.invitedBy, unlinked(oneLine(invitedBy))]],
    notes: [askAgainEmailTexts.note],
    site: publicUrl,
  });
}

/** The same as a DM, with how it can be answered. */
export function askAgainDm(
  { email, workspaceName }: Omit<AskAgainFacts, 'invitedBy'>,
  answers: KnownBlock,
): SlackNote {
  const who = cut(oneLine(email), 254);
  const workspace = shown(workspaceName);
  return {
    text: escapeMrkdwn(askAgainDmTexts.text(who, workspace)),
    blocks: [sentence(needsNewWords(who, workspace)), answers],
  };
}

/** A name as others read it: one line, of sane length. */
function shown(name: string): string {
  return shortened(oneLine(name), 80);
}

/** The inviter's words, if there are any to be seen. */
function said(inviter: string, message = ''): Quotation[] {
  const lines = quotedLines(message);
  return lines.length === 0 ? [] : [{ by: writesWords(inviter), lines }];
}

/** The same in a DM: nothing of it is read as formatting, a mention or a link either. */
function quote({ by, lines }: Quotation): KnownBlock {
  return {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: pieces(by) },
      { type: 'rich_text_quote', elements: pieces([lines.join('\n')]) },
    ],
  };
}

interface LinkTo {
  readonly label: string;
  readonly url: string;
}

/** Buttons that lead to pages: what people are asked for, and what else they may do. */
function linkButtons(first: LinkTo, other?: LinkTo): KnownBlock {
  const button = ({ label, url }: LinkTo, action_id: string) =>
    ({
      type: 'button',
      action_id,
      text: { type: 'plain_text', text: cut(oneLine(label), 75), emoji: false },
      url,
    }) as const;
  return {
    type: 'actions',
    elements: [
      { ...button(first, 'invitations.open_link'), style: 'primary' },
      ...(other ? [button(other, 'invitations.open_other_link')] : []),
    ],
  };
}

function smallPrint(text: string): KnownBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text }] };
}
