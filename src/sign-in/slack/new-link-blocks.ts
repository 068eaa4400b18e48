import type { Button, KnownBlock, ModalView } from '@slack/types';
import { button, context, mrkdwn, plain, section } from '../../shared/blocks.ts';
import { slackDate } from '../../shared/mrkdwn.ts';
import { isHandedOver, type LinkReach } from '../sign-in-link-rules.ts';
import { reachText, shownLinkTexts, newLinkTexts as texts } from '../sign-in-link-texts.ts';

export const newLinkButton = 'home.new_sign_in_link';
export const newLinkCallback = 'home.new_sign_in_link_modal';
export const shownLinkCallback = 'home.shown_sign_in_link_modal';
/** The field in which an admin says that the second step is lost, too; its block, its action and its option. */
export const lostField = 'lost_second_step';

interface Named {
  readonly id: string;
  readonly displayName: string;
  readonly email: string;
}

/** What leads to the dialog, on a member's card. */
export function newLinkOf({ id, displayName }: Pick<Named, 'id' | 'displayName'>): Button {
  return button(newLinkButton, texts.button, { value: id, spoken: texts.spoken(displayName) });
}

/** The dialog that asks before a link is made. */
export function newLinkModal({
  member,
  reach,
  hasSecondStep,
}: {
  member: Named;
  reach: LinkReach;
  hasSecondStep: boolean;
}): ModalView {
  return {
    type: 'modal',
    callback_id: newLinkCallback,
    private_metadata: JSON.stringify({ memberId: member.id }),
    title: plain(texts.title, 24),
    submit: plain(texts.submit(isHandedOver(reach)), 24),
    close: plain(texts.cancel, 24),
    blocks: [
      section(plain(texts.question(member))),
      section(plain(`${texts.effect} ${reachText(reach, member.email)}`)),
      ...(hasSecondStep ? [lostBlock] : []),
    ],
  };
}

const lostBlock: KnownBlock = {
  type: 'input',
  block_id: lostField,
  optional: true,
  label: plain(texts.lostLabel),
  hint: plain(texts.lostHint),
  element: {
    type: 'checkboxes',
    action_id: lostField,
    options: [{ text: plain(texts.lost, 75), value: 'lost' }],
  },
};

/** The dialog with the link, in a field: that is easy to select, also on a phone. */
export function shownLinkModal(member: Named, link: string, endsAt: Date): ModalView {
  return {
    type: 'modal',
    callback_id: shownLinkCallback,
    title: plain(texts.title, 24),
    submit: plain(shownLinkTexts.done, 24),
    close: plain(shownLinkTexts.close, 24),
    blocks: [
      section(plain(shownLinkTexts.lead(member))),
      {
        type: 'input',
        block_id: 'link',
        label: plain(shownLinkTexts.label),
        element: { type: 'plain_text_input', action_id: 'link', initial_value: link },
      },
      context(mrkdwn(shownLinkTexts.until(slackDate(endsAt)))),
    ],
  };
}
