import type { ModalView } from '@slack/types';
import { parseRole, type Role, roleName } from '../../members/rules.ts';
import { roleField } from '../../members/slack/role-field.ts';
import { context, mrkdwn, plain, section } from '../../shared/blocks.ts';
import { countOf } from '../../shared/count-text.ts';
import { type InvitationId, parseInvitationId } from '../../shared/ids.ts';
import { mentions, slackDate } from '../../shared/mrkdwn.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import {
  type Became,
  type Invitation,
  type InviteRefusal,
  invitesByAdmin,
  invitesByWorkspace,
  type ManageRefusal,
  type TooManyInvites,
} from '../rules.ts';
import { mostPeople, type NotInvited, notInvitedBlock } from './invitee-blocks.ts';

export const inviteCallback = 'invitations.invite';
export const sentCallback = 'invitations.sent';
export const emailInput = 'invitations.email';
export const peopleInput = 'invitations.people';
export const roleBlock = 'role';
export const roleInput = 'invitations.role';
/** Opens the dialog from a button. */
export const openDialogButton = 'invitations.open_dialog';

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

/** The state with more sent, as long as there is room for them. */
export function withSent(state: DialogState, ids: readonly InvitationId[]): DialogState {
  const others = state.sent.filter((each) => !ids.includes(each));
  return { ...state, sent: [...others, ...new Set(ids)].slice(-mostListed) };
}

/** The block of the address; a new one for every form, or Slack would show the old text again. */
export function emailBlock(form: number): string {
  return `email_${form}`;
}

/** The block of the people; likewise. */
export function peopleBlock(form: number): string {
  return `people_${form}`;
}

/** The dialog's form. */
export function inviteModal(state: DialogState): ModalView {
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
        optional: true,
        label: plain('Email address'),
        element: {
          // Slack's own field for addresses takes none with a name or a sign around it.
          type: 'plain_text_input',
          action_id: emailInput,
          focus_on_load: true,
          placeholder: plain('name@example.com'),
        },
      },
      roleField(roleBlock, roleInput, state.role),
      {
        type: 'input',
        block_id: peopleBlock(state.form),
        optional: true,
        label: plain('Or people who are in Slack already'),
        hint: plain('Each gets an invitation at the address of their Slack profile.'),
        element: {
          type: 'multi_users_select',
          action_id: peopleInput,
          placeholder: plain('Choose people'),
          max_selected_items: mostPeople,
        },
      },
    ],
  };
}

/** What became of an address that was invited. */
export function becameText(became: Became, email: string): string {
  const texts = {
    sent: `Invitation sent to ${email}`,
    sent_again: `Sent again to ${email}, who had an open invitation already`,
    sent_just_now: `${email} was invited a moment ago, so nothing was sent twice`,
  } as const satisfies Record<Became, string>;
  return texts[became];
}

/** What came of one send: what became of whose invitation, and who got none and why. */
export interface SendResult {
  readonly invited: readonly { readonly invitation: Invitation; readonly became: Became }[];
  readonly refused: readonly NotInvited[];
  /** Whether the link goes out by e-mail. */
  readonly byEmail: boolean;
}

/** The dialog after sending: to whom it went, and all that were sent from this dialog, newest first. */
export function sentModal(
  state: DialogState,
  result: SendResult,
  all: readonly Invitation[],
): ModalView {
  const latest = result.invited[0]?.invitation;
  return {
    type: 'modal',
    callback_id: sentCallback,
    private_metadata: JSON.stringify(state),
    title: plain('Invite member'),
    submit: plain('Invite another'),
    close: plain('Done'),
    blocks: [
      ...result.invited.map(({ invitation, became }) =>
        section(plain(`✅ ${becameText(became, invitation.email)}`)),
      ),
      ...result.refused.map(notInvitedBlock),
      ...(latest
        ? [
            context(
              mrkdwn(
                `${result.byEmail ? 'They get an e-mail with a personal link.' : 'This server sends no e-mail: copy the link in Home and send it to them yourself.'} It works once, until ${slackDate(latest.expiresAt)}.`,
              ),
            ),
          ]
        : []),
      { type: 'divider' },
      section(mrkdwn(`*Sent from this dialog (${all.length})*`)),
      ...all.toReversed().map((invitation) => context(plain(invitationLine(invitation)))),
    ],
  };
}

function invitationLine(invitation: Invitation): string {
  return `${invitation.email} · ${roleName(invitation.role)}`;
}

const refusalTexts = {
  empty: 'Type the e-mail address of the person to invite, or choose people.',
  too_long: 'This address is too long: at most 64 characters before the @ and 254 in all.',
  not_an_address: "This doesn't look like an e-mail address. It should be like name@example.com.",
  already_member: 'This person is a member already.',
  not_an_admin: 'Only admins can send invitations, and you are not an admin any more.',
  domain_not_allowed:
    'Addresses of this domain may not be invited. Admins can change that under Settings in Home.',
  seats_full:
    'All seats are taken. Free one, or raise the limit under Settings in Home; then try again.',
} as const satisfies Record<Exclude<InviteRefusal, TooManyInvites>, string>;

const count = (most: number): string => most.toLocaleString('en');

const tooManyTexts = {
  by_admin: `You have sent ${count(invitesByAdmin.most)} invitations within a day, and more are not allowed.`,
  by_workspace: `This workspace has sent ${count(invitesByWorkspace.most)} invitations within a day, and more are not allowed.`,
  to_address: 'This address has been sent as many e-mails as it may get in a day.',
} as const satisfies Record<TooManyInvites['tooMany'], string>;

/** Which limit is reached, and when to try again. */
export function tooManyText({ tooMany, waitMs }: TooManyInvites): string {
  const minutes = Math.ceil(waitMs / 60_000);
  const hours = Math.ceil(minutes / 60);
  const wait =
    minutes > 90 ? countOf(hours, 'hour') : minutes === 1 ? 'a minute' : `${minutes} minutes`;
  return `${tooManyTexts[tooMany]} Please try again in ${wait}.`;
}

/** Why a long list in the dialog was not invited. */
export const tooManyHereText = `At most ${mostPeople} at a time here. For more, type them after the command.`;

/** Why an address wasn't invited, for showing beside it. */
export function inviteRefusalText(refusal: InviteRefusal): string {
  return typeof refusal === 'string' ? refusalTexts[refusal] : tooManyText(refusal);
}

const manageTexts = {
  ...refusalTexts,
  not_an_admin: 'Only admins can do this, and you are not one.',
  gone: 'This invitation is not there any more.',
  accepted: 'This invitation was accepted meanwhile.',
  revoked: 'This invitation was revoked meanwhile. Invite the person again.',
  expired: 'This invitation has expired. Resend it first.',
  just_sent: 'It was sent just now.',
  outdated: 'This screen was out of date, so nothing was done. Please choose it once more.',
} as const satisfies Record<Exclude<ManageRefusal, TooManyInvites>, string>;

/** Why something wasn't done with an invitation. */
export function manageRefusalText(refusal: ManageRefusal): string {
  return typeof refusal === 'string' ? manageTexts[refusal] : tooManyText(refusal);
}

/** Tells somebody who may not invite whom to ask instead; text for mrkdwn. */
export function askAnAdminText(adminIds: readonly string[]): string {
  const ask = adminIds.length > 0 ? ` Please ask ${mentions(adminIds)}.` : '';
  return `Only admins can send invitations.${ask}`;
}

/** Tells them, a moment later, once Slack has named the admins; text for mrkdwn. */
export function youCanAskText(adminIds: readonly string[]): string {
  return `You can ask ${mentions(adminIds)}.`;
}
