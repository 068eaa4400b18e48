import type { ModalView, PlainTextOption } from '@slack/types';
import { context, mrkdwn, plain, section } from '../../shared/blocks.ts';
import { slackDate } from '../../shared/mrkdwn.ts';
import type { Invitation } from '../rules.ts';
import {
  chooseLinkTexts,
  copyLinkTexts,
  copyLinkTitle,
  linkNote,
  linkOfText,
  linkSentText,
  noLinkWarning,
} from '../texts/copy-link.ts';

export const copyLinkButton = 'invitations.copy_link';
export const copyLinkCallback = 'invitations.copy_link_modal';
export const chooseCallback = 'invitations.choose_link_modal';
export const chooseBlock = 'choose';
export const chooseSelect = 'invitations.choose_pending';

/** The modal with one invitation's link, in a field: that is easy to select, also on a phone. */
export function copyLinkModal(invitation: Invitation, link: string): ModalView {
  return {
    type: 'modal',
    callback_id: copyLinkCallback,
    private_metadata: JSON.stringify({ invitationId: invitation.id }),
    title: plain(copyLinkTitle),
    submit: plain(copyLinkTexts.submit),
    close: plain(copyLinkTexts.close),
    blocks: [
      section(plain(linkOfText(invitation.email))),
      {
        type: 'input',
        block_id: `link_${invitation.id}`,
        label: plain(copyLinkTexts.label),
        element: { type: 'plain_text_input', action_id: 'link', initial_value: link },
      },
      context(mrkdwn(linkNote(slackDate(invitation.expiresAt)))),
    ],
  };
}

/** The modal that asks whose link is wanted; `chosen` is whose it probably is. */
export function chooseLinkModal({
  problem,
  chosen,
}: {
  problem?: string;
  chosen?: Invitation;
} = {}): ModalView {
  const [option] = pendingOptions(chosen ? [chosen] : []);
  return {
    type: 'modal',
    callback_id: chooseCallback,
    title: plain(copyLinkTitle),
    submit: plain(chooseLinkTexts.submit),
    close: plain(chooseLinkTexts.close),
    blocks: [
      ...(problem ? [section(plain(noLinkWarning(problem)))] : []),
      {
        type: 'input',
        block_id: chooseBlock,
        label: plain(chooseLinkTexts.label),
        hint: plain(chooseLinkTexts.hint),
        element: {
          type: 'external_select',
          action_id: chooseSelect,
          min_query_length: 0,
          placeholder: plain(chooseLinkTexts.placeholder),
          ...(option && { initial_option: option }),
        },
      },
    ],
  };
}

/** Pending invitations as options of the select; Slack takes at most 100. */
export function pendingOptions(invitations: readonly Invitation[]): PlainTextOption[] {
  return invitations.slice(0, 100).map(({ id, email }) => ({ text: plain(email, 75), value: id }));
}

/** What the modal says once the link is on its way as a DM. */
export function linkSentModal(): ModalView {
  return {
    type: 'modal',
    title: plain(copyLinkTitle),
    close: plain(copyLinkTexts.close),
    blocks: [section(plain(linkSentText))],
  };
}
