import type { KnownBlock, ModalView, PlainTextElement } from '@slack/types';
import { parseRole, type Role, roleExplanation, roleName, roles } from '../members/rules.ts';
import type { InvitationId } from '../shared/ids.ts';
import { parseInvitationId } from '../shared/ids.ts';
import { cut, mentions, slackDate } from '../shared/mrkdwn.ts';
import type { Invitation, InviteRefusal } from './rules.ts';

export const inviteCallback = 'invitations.invite';
export const sentCallback = 'invitations.sent';
export const emailInput = 'invitations.email';
export const roleBlock = 'role';
export const roleInput = 'invitations.role';

/** What a dialog remembers between its pages. */
export interface DialogState {
  /** Raised for every form, so that Slack shows an empty one and each is sent once. */
  readonly form: number;
  readonly role: Role;
  /** What was sent from this dialog, oldest first. */
  readonly sent: readonly InvitationId[];
}

/** Slack takes 3,000 characters of metadata and 100 blocks. */
const mostListed = 40;

/** Reads what a dialog remembered; anything else than what we wrote is a fresh start. */
export function readDialogState(metadata: string): DialogState {
  const state = parsedObject(metadata);
  return {
    form: Number.isSafeInteger(state.form) ? Number(state.form) : 1,
    role: parseRole(state.role) ?? 'member',
    sent: (Array.isArray(state.sent) ? state.sent : []).flatMap(
      (id: unknown) => parseInvitationId(id) ?? [],
    ),
  };
}

function parsedObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The state with one more sent, as long as there is room for it. */
export function withSent(state: DialogState, id: InvitationId): DialogState {
  const others = state.sent.filter((each) => each !== id);
  return { ...state, sent: [...others, id].slice(-mostListed) };
}

/** The block of the address; a new one for every form, or Slack would show the old text again. */
export function emailBlock(form: number): string {
  return `email_${form}`;
}

/** The dialog's form. */
export function inviteModal(state: DialogState): ModalView {
  const options = roles.map((role) => ({
    text: plain(roleName(role)),
    description: plain(roleExplanation(role)),
    value: role,
  }));
  const chosen = options[roles.indexOf(state.role)];
  return {
    type: 'modal',
    callback_id: inviteCallback,
    private_metadata: JSON.stringify(state),
    title: plain('Invite member'),
    submit: plain('Send invite'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: emailBlock(state.form),
        label: plain('Email address'),
        element: {
          type: 'email_text_input',
          action_id: emailInput,
          focus_on_load: true,
          placeholder: plain('name@example.com'),
        },
      },
      {
        type: 'input',
        block_id: roleBlock,
        label: plain('Role'),
        element: {
          type: 'radio_buttons',
          action_id: roleInput,
          options,
          ...(chosen && { initial_option: chosen }),
        },
      },
    ],
  };
}

/** The dialog after sending: to whom it went, and all that were sent from this dialog, newest first. */
export function sentModal(
  state: DialogState,
  latest: Invitation,
  sent: readonly Invitation[],
): ModalView {
  const renewed = latest.createdAt.getTime() !== latest.sentAt.getTime();
  return {
    type: 'modal',
    callback_id: sentCallback,
    private_metadata: JSON.stringify(state),
    title: plain('Invite member'),
    submit: plain('Invite another'),
    close: plain('Done'),
    blocks: [
      {
        type: 'section',
        text: plain(
          renewed
            ? `✅ Sent again to ${latest.email}, who had an open invitation already`
            : `✅ Invitation sent to ${latest.email}`,
        ),
      },
      {
        type: 'context',
        elements: [
          {
            type: 'mrkdwn',
            text: `They get an e-mail with a personal link. It works once, until ${slackDate(latest.expiresAt)}.`,
          },
        ],
      },
      { type: 'divider' },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: `*Sent from this dialog (${sent.length})*` },
      },
      ...sent.toReversed().map(sentLine),
    ],
  };
}

function sentLine(invitation: Invitation): KnownBlock {
  return {
    type: 'context',
    elements: [plain(`${invitation.email} · ${roleName(invitation.role)}`)],
  };
}

const refusalTexts = {
  empty: 'Type the e-mail address of the person to invite.',
  too_long: 'This address is too long: at most 64 characters before the @ and 254 in all.',
  not_an_address: "This doesn't look like an e-mail address. It should be like name@example.com.",
  already_member: 'This person is a member already.',
  not_an_admin: 'Only admins can send invitations, and you are not an admin any more.',
} as const satisfies Record<InviteRefusal, string>;

/** What is wrong, for showing at the address. */
export function inviteRefusalText(refusal: InviteRefusal): string {
  return refusalTexts[refusal];
}

/** Tells somebody who may not invite whom to ask instead. */
export function askAnAdminText(adminIds: readonly string[]): string {
  const ask = adminIds.length > 0 ? ` Please ask ${mentions(adminIds)}.` : '';
  return `Only admins can send invitations.${ask}`;
}

function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text: cut(text, 2000), emoji: false };
}
