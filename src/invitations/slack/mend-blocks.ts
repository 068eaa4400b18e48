import type { ModalView } from '@slack/types';
import type { Role } from '../../members/rules.ts';
import { roleField } from '../../members/slack/role-field.ts';
import { plain, section } from '../../shared/blocks.ts';
import { type InvitationId, parseInvitationId } from '../../shared/ids.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { type Invitation, parseGeneration } from '../rules.ts';
import { rowTexts } from '../texts/home.ts';
import { addressDialogTexts, didYouMeanText, roleDialogTexts } from '../texts/mend.ts';

export const roleCallback = 'invitations.role_modal';
export const roleBlock = 'role';
export const roleInput = 'invitations.new_role';
export const addressCallback = 'invitations.address_modal';
export const addressBlock = 'address';
export const addressInput = 'invitations.new_address';

/** A message of ours below which a dialog was opened. */
export interface FromMessage {
  readonly channel: string;
  readonly ts: string;
}

/** What a dialog remembers of the invitation that it is about. */
interface AddressState {
  readonly invitationId: InvitationId | undefined;
  readonly generation: number | undefined;
  /** The address about which they were asked whether they mean it. */
  readonly asked: string | undefined;
  readonly from: FromMessage | undefined;
}

/** The dialog in which an invitee gets another role; there are two, so it is the other one that is meant. */
export function roleModal({ id, email, role }: Invitation): ModalView {
  const other: Role = role === 'admin' ? 'member' : 'admin';
  return {
    type: 'modal',
    callback_id: roleCallback,
    private_metadata: JSON.stringify({ invitationId: id, email }),
    title: plain(roleDialogTexts.title, 24),
    submit: plain(roleDialogTexts.submit, 24),
    close: plain(rowTexts.cancel, 24),
    blocks: [
      section(plain(roleDialogTexts.what(email, role))),
      roleField(roleBlock, roleInput, other),
    ],
  };
}

/** The dialog in which an invitation gets another address, with the one that it has, to be mended. */
export function addressModal({ id, email, generation }: Invitation, from?: FromMessage): ModalView {
  const state = { invitationId: id, generation, asked: undefined, from };
  return addressForm(state, email);
}

/** The same with the question whether another address was meant than they typed. */
export function didYouMeanModal(state: AddressState, typed: string, meant: string): ModalView {
  return addressForm({ ...state, asked: typed }, typed, didYouMeanText(meant));
}

function addressForm(state: AddressState, typed: string, question?: string): ModalView {
  return {
    type: 'modal',
    callback_id: addressCallback,
    private_metadata: JSON.stringify(state),
    title: plain(addressDialogTexts.title, 24),
    submit: plain(addressDialogTexts.submit, 24),
    close: plain(rowTexts.cancel, 24),
    blocks: [
      ...(question === undefined ? [] : [section(plain(question))]),
      {
        type: 'input',
        block_id: addressBlock,
        label: plain(addressDialogTexts.label),
        hint: plain(addressDialogTexts.hint),
        element: {
          type: 'plain_text_input',
          action_id: addressInput,
          focus_on_load: true,
          initial_value: typed,
        },
      },
    ],
  };
}

/** Reads what such a dialog remembered. */
export function readAddressState(metadata: string): AddressState {
  const { invitationId, generation, asked, from } = parsedObject(metadata);
  const { channel, ts } = Object(from) as Record<string, unknown>;
  const isMessage = typeof channel === 'string' && typeof ts === 'string';
  return {
    invitationId: parseInvitationId(invitationId),
    generation: parseGeneration(generation),
    asked: typeof asked === 'string' ? asked : undefined,
    from: isMessage ? { channel, ts } : undefined,
  };
}
