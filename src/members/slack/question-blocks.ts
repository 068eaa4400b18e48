import type { ModalView } from '@slack/types';
import { context, plain, section } from '../../shared/blocks.ts';
import type { Ended, Member, SlackUserFound } from '../rules.ts';
import {
  demotionTexts,
  endingText,
  memberDialogTexts,
  memberText,
  remainingText,
  removalTexts,
  unknownInSlackTexts,
} from '../texts.ts';
import { roleField } from './role-field.ts';

export const removeCallback = 'home.remove_modal';
export const roleCallback = 'home.role_modal';
export const roleBlock = 'role';
export const roleInput = 'home.role';

/** What an admin is told before they take a member's rights. */
export interface Question {
  readonly member: Member;
  readonly isOneself: boolean;
  readonly whenRemoved: Ended;
  readonly whenDemoted: Ended;
  readonly otherAdmins: readonly string[];
  readonly inSlack: SlackUserFound;
  /** Slack's admins who count here; none when they don't, undefined when Slack didn't tell their names. */
  readonly slackAdmins: readonly string[] | undefined;
}

/** Asks before a member is removed, and says all that ends with it. */
export function removeModal(question: Question): ModalView {
  const { member, whenRemoved } = question;
  return {
    type: 'modal',
    callback_id: removeCallback,
    private_metadata: JSON.stringify({ memberId: member.id }),
    title: plain(memberDialogTexts.removeTitle, 24),
    submit: plain(memberDialogTexts.remove, 24),
    close: plain(memberDialogTexts.cancel, 24),
    blocks: [
      section(plain(removalTexts.question(member))),
      section(plain(sentences(removalTexts.effect, endingText(whenRemoved, 'account')))),
      context(plain(sentences(slackText(question, removalTexts.inSlack), remainText(question)))),
    ],
  };
}

/** The dialog in which a member gets another role. */
export function roleModal(question: Question): ModalView {
  const { member } = question;
  return {
    type: 'modal',
    callback_id: roleCallback,
    private_metadata: JSON.stringify({ memberId: member.id }),
    title: plain(memberDialogTexts.roleTitle, 24),
    submit: plain(memberDialogTexts.changeRole, 24),
    close: plain(memberDialogTexts.cancel, 24),
    blocks: [
      section(plain(memberText(member))),
      roleField(roleBlock, roleInput, member.role),
      context(plain(sentences(demotionTexts.effect, ...demotionSentences(question)))),
    ],
  };
}

function demotionSentences(question: Question): string[] {
  const { member, isOneself, whenDemoted } = question;
  if (member.role !== 'admin') return [];
  return [
    isOneself ? demotionTexts.ofOneself : slackText(question, demotionTexts.inSlack),
    endingText(whenDemoted, 'admin_role'),
    remainText(question),
  ];
}

/** What becomes of them as an owner or admin in Slack, where those count; promised only if we know who they are. */
function slackText({ inSlack, slackAdmins }: Question, promise: string): string {
  const count = slackAdmins === undefined || slackAdmins.length > 0;
  if (inSlack.userId !== undefined || !count) return promise;
  return inSlack.answered ? unknownInSlackTexts.nobody : unknownInSlackTexts.silent;
}

/** Who can act as an admin when this one can't any more; only of interest when they could. */
function remainText({ member, otherAdmins, slackAdmins }: Question): string {
  return member.role === 'admin' ? remainingText(otherAdmins, slackAdmins) : '';
}

function sentences(...texts: string[]): string {
  return texts.filter((text) => text !== '').join(' ');
}
