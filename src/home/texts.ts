import { type Role, roleExplanation, roleName } from '../members/rules.ts';
import { mentions } from '../shared/mrkdwn.ts';

/** What stands in an admin's Home tab, whatever it shows. */
export const homeTexts = {
  invite: 'Invite people',
  inviteMany: 'Invite many',
  invitations: (count: string) => `Invitations (${count})`,
  members: (count: string) => `Members (${count})`,
  settings: 'Settings',
  previous: 'Previous',
  next: 'Next',
} as const;

/** The fields in which the lists are searched. */
export const searchTexts = {
  invitations: { label: 'Find a person', placeholder: 'Type an email address and press Enter' },
  members: { label: 'Find a member', placeholder: 'Type a name or email address and press Enter' },
} as const;

/** What everybody else reads: who they are here. */
export const memberHomeTexts = {
  role: (role: Role) => `*Your role: ${roleName(role)}.* ${roleExplanation(role)}`,
  noAccount: "You don't have an account here yet.",
  account: 'Your account',
} as const;

/** Whom to ask for an invitation. */
export function askText(adminIds: readonly string[]): string {
  return adminIds.length > 0
    ? `Want to invite someone? Ask ${mentions(adminIds)}.`
    : 'Want to invite someone? Ask an admin of this workspace.';
}

/** What admins are told once a day, below why no email can be sent. */
export const mailTroubleTexts = {
  meanwhile:
    'Until then, you can copy invite links in my Home tab and pass them on yourself. While this lasts, I remind you once a day.',
  over: 'emails can be sent again',
} as const;
