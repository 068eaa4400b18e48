import type { HomeView, KnownBlock, PlainTextElement } from '@slack/types';
import {
  type Invitation,
  type InvitationStatus,
  invitationStatus,
  statusName,
} from '../invitations/rules.ts';
import { type Member, roleName } from '../members/rules.ts';
import { cut, mentions, slackDate } from '../shared/mrkdwn.ts';

export interface AdminHome {
  readonly workspaceName: string;
  readonly invitations: readonly Invitation[];
  readonly invitationsTotal: number;
  readonly members: readonly Member[];
  readonly membersTotal: number;
  readonly now: Date;
}

/** The Home tab of an admin: who was invited, and who is a member. */
export function adminHome(home: AdminHome): HomeView {
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: plain(cut(home.workspaceName, 150)) },
      { type: 'header', text: plain(`Invitations (${home.invitationsTotal})`) },
      ...(home.invitations.length > 0
        ? home.invitations.map((invitation) => invitationRow(invitation, home.now))
        : [quiet('Nobody has been invited yet. Type the command to invite the first one.')]),
      { type: 'divider' },
      { type: 'header', text: plain(`Members (${home.membersTotal})`) },
      ...(home.members.length > 0
        ? home.members.map(memberRow)
        : [quiet('Nobody has joined yet.')]),
    ],
  };
}

/** The Home tab of everybody else: whom to ask. */
export function memberHome(workspaceName: string, adminIds: readonly string[]): HomeView {
  const ask =
    adminIds.length > 0 ? ` To have somebody invited, please ask ${mentions(adminIds)}.` : '';
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: plain(cut(workspaceName, 150)) },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: `Only admins can send invitations.${ask}` },
      },
    ],
  };
}

const marks = {
  pending: '🟡',
  accepted: '🟢',
  expired: '⚪',
  revoked: '🔴',
} as const satisfies Record<InvitationStatus, string>;

function invitationRow(invitation: Invitation, now: Date): KnownBlock {
  const status = invitationStatus(invitation, now);
  const moments = {
    pending: `expires ${slackDate(invitation.expiresAt)}`,
    accepted: `joined ${slackDate(invitation.acceptedAt ?? now)}`,
    expired: `expired ${slackDate(invitation.expiresAt)}`,
    revoked: `revoked ${slackDate(invitation.revokedAt ?? now)}`,
  } as const satisfies Record<InvitationStatus, string>;
  return {
    type: 'section',
    fields: [
      plain(`${invitation.email}\n${roleName(invitation.role)}`),
      { type: 'mrkdwn', text: `${marks[status]} *${statusName(status)}*\n${moments[status]}` },
    ],
  };
}

function memberRow(member: Member): KnownBlock {
  return {
    type: 'section',
    fields: [
      plain(`${member.displayName}\n${member.email}`),
      { type: 'mrkdwn', text: `*${roleName(member.role)}*\njoined ${slackDate(member.joinedAt)}` },
    ],
  };
}

function quiet(text: string): KnownBlock {
  return { type: 'context', elements: [plain(text)] };
}

function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}
