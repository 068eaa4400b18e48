import type { ModalView, Option } from '@slack/types';
import { codeBlock, context, mrkdwn, plain, section } from '../../shared/blocks.ts';
import { slackDate } from '../../shared/mrkdwn.ts';
import type { Invitation } from '../rules.ts';

export const copyLinkButton = 'invitations.copy_link';
export const copyLinkCallback = 'invitations.copy_link_modal';
export const chooseCallback = 'invitations.choose_link_modal';
export const chooseBlock = 'choose';
export const chooseSelect = 'invitations.choose_pending';

/** The modal with one invitation's link, in a field that is easy to select and in a block that is easy to copy. */
export function copyLinkModal(invitation: Invitation, link: string): ModalView {
  return {
    type: 'modal',
    callback_id: copyLinkCallback,
    private_metadata: JSON.stringify({ invitationId: invitation.id }),
    title: plain('Copy link'),
    submit: plain('Send it to me'),
    close: plain('Done'),
    blocks: [
      section(plain(`The invite link of ${invitation.email}`)),
      {
        type: 'input',
        block_id: `link_${invitation.id}`,
        optional: true,
        label: plain('Link'),
        element: { type: 'plain_text_input', action_id: 'link', initial_value: link },
      },
      codeBlock(link),
      context(
        mrkdwn(
          `It works once, until ${slackDate(invitation.expiresAt)}. Send it to this person only: whoever opens it first can join.`,
        ),
      ),
    ],
  };
}

/** The modal that asks whose link is wanted. */
export function chooseLinkModal(problem?: string): ModalView {
  return {
    type: 'modal',
    callback_id: chooseCallback,
    title: plain('Copy link'),
    submit: plain('Show link'),
    close: plain('Cancel'),
    blocks: [
      ...(problem ? [section(plain(`⚠️ ${problem}`))] : []),
      {
        type: 'input',
        block_id: chooseBlock,
        label: plain('Pending invitation'),
        hint: plain('Type a part of the address.'),
        element: {
          type: 'external_select',
          action_id: chooseSelect,
          min_query_length: 0,
          placeholder: plain('name@example.com'),
        },
      },
    ],
  };
}

/** Pending invitations as options of the select; Slack takes at most 100. */
export function pendingOptions(invitations: readonly Invitation[]): Option[] {
  return invitations.slice(0, 100).map(({ id, email }) => ({ text: plain(email, 75), value: id }));
}

/** What the modal says once the link is on its way as a DM. */
export function linkSentModal(): ModalView {
  return {
    type: 'modal',
    title: plain('Copy link'),
    close: plain('Done'),
    blocks: [section(plain('✅ Sent. Look at your messages from this app.'))],
  };
}
