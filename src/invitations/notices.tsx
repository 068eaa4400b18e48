import { type Role, roleExplanation, roleName } from '../members/rules.ts';
import { longDate } from '../shared/date-text.ts';
import { type Letter, oneLine, shortened, unlinked, writeLetter } from '../shared/letter.tsx';

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
