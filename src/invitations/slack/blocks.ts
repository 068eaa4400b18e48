import type { KnownBlock, ModalView } from '@slack/types';
import { parseRole, type Role } from '../../members/rules.ts';
import { roleField } from '../../members/slack/role-field.ts';
import { actions, button, plain, section } from '../../shared/blocks.ts';
import { type InvitationId, parseInvitationId, type ToolId } from '../../shared/ids.ts';
import { escapeMrkdwn, slackDate } from '../../shared/mrkdwn.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { type GivableTools, parseToolIds } from '../../tools/given-rules.ts';
import { toolsField } from '../../tools/slack/tools-field.ts';
import type { Invitation, SendKind } from '../rules.ts';
import {
  dialogTitle,
  formTexts,
  heldText,
  linksOnTheirWay,
  sendKindText,
  sentTexts,
} from '../texts/dialog.ts';
import { type OfferedDays, parseDays } from '../validity-rules.ts';
import { detailsFields } from './details-blocks.ts';
import { type NotInvited, notInvitedBlock } from './invitee-blocks.ts';
import { heldBlock, linksBlock, sentBlock, sentSoFarBlocks } from './undo-blocks.ts';

export const inviteCallback = 'invitations.invite';
export const sentCallback = 'invitations.sent';
export const emailInput = 'invitations.email';
export const peopleInput = 'invitations.people';
export const roleBlock = 'role';
export const roleInput = 'invitations.role';
/** Opens the dialog from a button. */
export const openDialogButton = 'invitations.open_dialog';
/** Shows in the dialog what is chosen seldom. */
export const moreButton = 'invitations.more';
/** Opens the form for lists, which imports/ answers. */
export const openManyButton = 'imports.open_form';

/** What a dialog remembers between its pages. */
export interface DialogState {
  /** Raised for every form, so that Slack shows an empty one and each is sent once. */
  readonly form: number;
  /** Stands for what was chosen in the form that was sent last. */
  readonly choice: string;
  readonly role: Role;
  /** Whether it was asked for what is chosen seldom, and for how long the links work then. */
  readonly isMore: boolean;
  readonly validDays: OfferedDays | undefined;
  /** The tools that were given last. */
  readonly toolIds: readonly ToolId[];
  /** What was sent from this dialog, oldest first, and once more for each time that it was sent again. */
  readonly sent: readonly InvitationId[];
}

/** Slack takes 3,000 characters of metadata and 100 blocks. */
const maxListed = 40;

/** Reads what a dialog remembered; anything else than what we wrote is a fresh start. */
export function readDialogState(metadata: string): DialogState {
  const state = parsedObject(metadata);
  return {
    form: Number.isSafeInteger(state.form) ? Number(state.form) : 1,
    choice: typeof state.choice === 'string' ? state.choice : '',
    role: parseRole(state.role) ?? 'member',
    isMore: state.isMore === true,
    validDays: parseDays(state.validDays),
    toolIds: parseToolIds(state.toolIds),
    sent: (Array.isArray(state.sent) ? state.sent : []).flatMap(
      (id: unknown) => parseInvitationId(id) ?? [],
    ),
  };
}

/** The state with more sent, as long as there is room for them. */
export function withSent(state: DialogState, ids: readonly InvitationId[]): DialogState {
  return { ...state, sent: [...state.sent, ...new Set(ids)].slice(-maxListed) };
}

/** The state without one of them: as it was before it was sent the last time, or that never was sent. */
export function withoutSent(
  state: DialogState,
  id: InvitationId,
  without: 'the_last' | 'all',
): DialogState {
  const last = state.sent.lastIndexOf(id);
  const isLeft = (each: InvitationId, at: number) =>
    without === 'all' ? each !== id : at !== last;
  return { ...state, sent: state.sent.filter(isLeft) };
}

/** Those that were sent, each once, oldest first. */
export function allSent({ sent }: DialogState): InvitationId[] {
  return [...new Set(sent.toReversed())].reverse();
}

/**
 * Names one sending of the dialog with this id. A form whose answer was lost on the way to Slack is sent once more, and is
 * another one when something else was chosen in it meanwhile.
 */
export function sendKeyOf(
  viewId: string,
  { form, choice }: Pick<DialogState, 'form' | 'choice'>,
): string {
  return `${viewId} ${form} ${choice}`;
}

/** The block of the address; a new one for every form, or Slack would show the old text again. */
export function emailBlock(form: number): string {
  return `email_${form}`;
}

/** The block of the people; likewise. */
export function peopleBlock(form: number): string {
  return `people_${form}`;
}

/** What the form depends on. */
export interface Offered {
  readonly tools: GivableTools;
  /** How long links work when nothing else is chosen. */
  readonly inviteTtlMs: number;
}

/** The dialog's form. */
export function inviteModal(state: DialogState, { tools, inviteTtlMs }: Offered): ModalView {
  return {
    type: 'modal',
    callback_id: inviteCallback,
    private_metadata: JSON.stringify(state),
    title: plain(dialogTitle),
    submit: plain(formTexts.submit),
    close: plain(formTexts.close),
    blocks: [
      {
        type: 'input',
        block_id: emailBlock(state.form),
        optional: true,
        label: plain(formTexts.email.label),
        hint: plain(formTexts.email.hint),
        element: {
          // Slack's own field for addresses takes none with a name or a sign around it.
          type: 'plain_text_input',
          action_id: emailInput,
          focus_on_load: true,
          placeholder: plain(formTexts.email.placeholder),
        },
      },
      roleField(roleBlock, roleInput, state.role),
      {
        type: 'input',
        block_id: peopleBlock(state.form),
        optional: true,
        label: plain(formTexts.people.label),
        hint: plain(formTexts.people.hint),
        element: {
          type: 'multi_users_select',
          action_id: peopleInput,
          placeholder: plain(formTexts.people.placeholder),
        },
      },
      ...toolsField(tools, state.toolIds),
      ...(state.isMore ? detailsFields(state.validDays, inviteTtlMs) : []),
      actions(
        'many',
        ...(state.isMore ? [] : [button(moreButton, formTexts.more)]),
        button(openManyButton, formTexts.many),
      ),
    ],
  };
}

/** What came of one send: what became of whose invitation, and who got none and why. */
export interface SendResult {
  readonly invited: readonly {
    readonly invitation: Invitation;
    readonly sendKind: SendKind;
    /** Of what waits so that it can be undone: for how long. */
    readonly heldUntil: Date | undefined;
    /** Their name, too, where they were chosen. */
    readonly who: string;
  }[];
  readonly refused: readonly NotInvited[];
  /** Whether the link goes out by email. */
  readonly byEmail: boolean;
}

/** The dialog after sending: to whom it went, and all that were sent from this dialog, newest first. */
export function sentModal(
  state: DialogState,
  result: SendResult,
  all: readonly Invitation[],
): ModalView {
  const latest = result.invited[0]?.invitation;
  return sentView(state, [
    ...result.invited.map(({ invitation, who, sendKind, heldUntil }) => {
      if (heldUntil) {
        const at = slackDate(heldUntil, '{time_secs}');
        return heldBlock(invitation, heldText(sendKind, escapeMrkdwn(who), at));
      }
      return section(plain(`✅ ${sendKindText(sendKind, who)}`));
    }),
    ...result.refused.map(notInvitedBlock),
    ...(latest ? [linksBlock(linksOnTheirWay(result.byEmail, slackDate(latest.expiresAt)))] : []),
    ...sentSoFarBlocks(all.length),
    ...all.toReversed().map(sentBlock),
  ]);
}

/** The same with blocks that are there already. */
export function sentView(state: DialogState, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: sentCallback,
    private_metadata: JSON.stringify(state),
    title: plain(dialogTitle),
    submit: plain(sentTexts.submit),
    close: plain(sentTexts.close),
    blocks,
  };
}
