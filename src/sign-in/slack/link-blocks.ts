import type { ModalView } from '@slack/types';
import type { Member } from '../../members/rules.ts';
import { memberText } from '../../members/texts.ts';
import { codeBlock, context, exact, plain, section } from '../../shared/blocks.ts';
import { escapeMrkdwn } from '../../shared/mrkdwn.ts';
import { isHandedOver, type Reach } from '../sign-in-link-rules.ts';
import { linkSentText, reachText, makeLinkTexts as texts } from '../sign-in-link-texts.ts';

export const makeLinkCallback = 'sign_in.link_modal';
export const lostBlock = 'lost';
export const lostInput = 'sign_in.lost';

/** Asks before a link is made for a member, and says where it goes. */
export function makeLinkModal(question: {
  member: Member;
  hasSecondStep: boolean;
  reach: Reach;
}): ModalView {
  const { member, hasSecondStep, reach } = question;
  return {
    type: 'modal',
    callback_id: makeLinkCallback,
    private_metadata: JSON.stringify({ memberId: member.id }),
    title: plain(texts.title, 24),
    submit: plain(isHandedOver(reach) ? texts.make : texts.send, 24),
    close: plain(texts.cancel, 24),
    blocks: [
      section(plain(texts.question(memberText(member)))),
      section(exact(reachText(reach, escapeMrkdwn(member.email)))),
      section(plain(texts.effect)),
      ...(hasSecondStep
        ? [
            {
              type: 'input' as const,
              block_id: lostBlock,
              optional: true,
              label: plain(texts.secondStep),
              hint: plain(texts.lostHint),
              element: {
                type: 'checkboxes' as const,
                action_id: lostInput,
                options: [{ text: plain(texts.lost, 75), value: 'lost' }],
              },
            },
          ]
        : []),
      context(plain(texts.recorded)),
    ],
  };
}

/** While the link is being made. */
export function makingLinkModal(): ModalView {
  return said(texts.working);
}

/** What came of it: the link where somebody has to hand it over. */
export function linkMadeModal({ displayName }: Member, link: string | undefined): ModalView {
  if (link === undefined) return said(linkSentText(displayName));
  const modal = said(texts.handOver(displayName));
  return { ...modal, blocks: [...modal.blocks, codeBlock(link)] };
}

function said(text: string): ModalView {
  return {
    type: 'modal',
    title: plain(texts.title, 24),
    close: plain(texts.done, 24),
    blocks: [section(plain(text))],
  };
}
