import type { KnownBlock } from '@slack/types';
import { type Role, roleExplanation, roleName } from '../members/rules.ts';
import { codeBlock } from '../shared/blocks.ts';
import { longDate } from '../shared/date-text.ts';
import { type Letter, oneLine, shortened, unlinked, writeLetter } from '../shared/letter.tsx';
import { cut, escapeMrkdwn, slackDate } from '../shared/mrkdwn.ts';
import type { SlackNote } from '../shared/slack-note.ts';

/** Keeps the subject readable in a list of mails when both names are long. */
const longestNameInSubject = 40;

/**
 * The e-mail that asks somebody to join. Names may hold anything: they can't break a header, add markup or
 * become a link. The link itself stands in it once as a button and once in full.
 */
export function inviteEmail(invite: {
  workspaceName: string;
  invitedBy: string;
  email: string;
  role: Role;
  link: string;
  expiresAt: Date;
}): Letter {
  const workspaceName = oneLine(invite.workspaceName);
  const invitedBy = oneLine(invite.invitedBy);
  const workspace = unlinked(workspaceName);
  const inviter = unlinked(invitedBy);
  return writeLetter({
    subject: `${shortened(invitedBy, longestNameInSubject)} invited you to join ${shortened(workspaceName, longestNameInSubject)}`,
    preheader: `Your personal link works once, until ${longDate(invite.expiresAt)}.`,
    from: workspaceName,
    heading: `Join ${workspace}`,
    paragraphs: [
      [{ strong: inviter }, ' invited you to join ', { strong: workspace }, '.'],
      [
        `Choose a name and a password, and you're in. Your link works once, until ${longDate(invite.expiresAt)}.`,
      ],
    ],
    button: { label: `Join ${workspace}`, url: invite.link },
    facts: [
      ['Invited address', oneLine(invite.email)],
      ['Your role', `${roleName(invite.role)}. ${roleExplanation(invite.role)}`],
    ],
    notes: [
      `This link is personal: please don't share it.`,
      'Not expected? You can ignore this e-mail; nothing happens unless you open the link and sign up.',
    ],
  });
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

/** The DM to an invitee who is in Slack already: the e-mail's twin. */
export function inviteDm(invite: LinkFacts): SlackNote {
  const workspace = shown(invite.workspaceName);
  const inviter = shown(invite.invitedBy);
  return {
    text: escapeMrkdwn(`${inviter} invited you to join ${workspace}`),
    blocks: [
      sentence({ bold: inviter }, ' invited you to join ', { bold: workspace }, '.'),
      sentence(
        { bold: `Your role: ${roleName(invite.role)}.` },
        ` ${roleExplanation(invite.role)}`,
      ),
      linkButton(`Join ${invite.workspaceName}`, invite.link),
      smallPrint(
        `Your link works once, until ${slackDate(invite.expiresAt)}. It is personal: please don't share it.`,
      ),
    ],
  };
}

/** The DM to an admin who asked for an invitee's link. */
export function linkDm(invite: LinkFacts): SlackNote {
  const email = cut(oneLine(invite.email), 254);
  return {
    text: escapeMrkdwn(`The invite link of ${email}`),
    blocks: [
      sentence('The invite link of ', { bold: email }, ':'),
      codeBlock(invite.link),
      smallPrint(
        `It works once, until ${slackDate(invite.expiresAt)}. Send it to nobody else: whoever opens it first can join.`,
      ),
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
  const role = roleName(joined.role);
  return {
    text: escapeMrkdwn(`🎉 ${name} (${email}) joined ${workspace} as ${role}`),
    blocks: [sentence('🎉 ', { bold: name }, ` (${email}) joined ${workspace} as ${role}.`)],
  };
}

/** What the inviter reads when the holder of a dead link asks for a new invitation. */
interface AskAgainFacts {
  readonly email: string;
  readonly workspaceName: string;
  readonly invitedBy: string;
}

/** The e-mail to an inviter whose invitee couldn't use their link. `url` leads to the app in Slack. */
export function askAgainEmail({
  email,
  workspaceName,
  invitedBy,
  url,
}: AskAgainFacts & { url: string | undefined }): Letter {
  const workspace = unlinked(oneLine(workspaceName));
  const address = oneLine(email);
  return writeLetter({
    subject: `${shortened(address, 60)} asks for a new invitation`,
    preheader: `Their invite link to ${workspace} doesn't work any more.`,
    from: oneLine(workspaceName),
    heading: 'A new invitation, please',
    paragraphs: [
      [
        { strong: address },
        ' opened an invite link to ',
        { strong: workspace },
        " that doesn't work any more, and asks for a new one.",
      ],
      [
        "If you still want them to join, open the app's Home tab in Slack and send the invitation again.",
      ],
    ],
    ...(url && { button: { label: 'Open the app in Slack', url } }),
    facts: [['Invited by', unlinked(oneLine(invitedBy))]],
    notes: ["You don't want them to join? Then there is nothing to do."],
  });
}

/** The same as a DM. */
export function askAgainDm({ email, workspaceName }: AskAgainFacts): SlackNote {
  const who = cut(oneLine(email), 254);
  const workspace = shown(workspaceName);
  return {
    text: escapeMrkdwn(`${who} asks for a new invitation to ${workspace}`),
    blocks: [
      sentence(
        { bold: who },
        ' opened an invite link to ',
        { bold: workspace },
        " that doesn't work any more, and asks for a new one.",
      ),
      smallPrint(
        'Send it again from my Home tab. If they should not join, there is nothing to do.',
      ),
    ],
  };
}

/** A name as others read it: one line, of sane length. */
function shown(name: string): string {
  return shortened(oneLine(name), 80);
}

/** Text in which nothing is read as formatting, a mention or a link, whatever the names in it hold. */
function sentence(...parts: (string | { bold: string })[]): KnownBlock {
  const elements = parts.map((part) =>
    typeof part === 'string'
      ? ({ type: 'text', text: part } as const)
      : ({ type: 'text', text: part.bold, style: { bold: true } } as const),
  );
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

function linkButton(label: string, url: string): KnownBlock {
  return {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: 'invitations.open_link',
        style: 'primary',
        text: { type: 'plain_text', text: cut(oneLine(label), 75), emoji: false },
        url,
      },
    ],
  };
}

function smallPrint(text: string): KnownBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text }] };
}
