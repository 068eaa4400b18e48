import type { ModalView } from '@slack/types';
import { plain, section } from '../../shared/blocks.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { cut } from '../../shared/mrkdwn.ts';
import type { Invitation } from '../rules.ts';
import { replaceQuestion, revokeQuestion, rowTexts } from '../texts/home.ts';

export const revokeCallback = 'home.revoke_modal';
export const replaceCallback = 'home.replace_modal';

/** Asks before an invitation is revoked. */
export function revokeModal({ id, email }: Invitation): ModalView {
  return questionModal(
    revokeCallback,
    { invitationId: id, email },
    revokeQuestion(cut(email, 180)),
  );
}

/** Asks before a link is replaced. */
export function replaceModal({ id, email }: Invitation, generation: number): ModalView {
  const about = { invitationId: id, email, generation };
  return questionModal(replaceCallback, about, replaceQuestion(cut(email, 180)));
}

function questionModal(
  callback: string,
  about: { invitationId: InvitationId; email: string; generation?: number },
  question: { title: string; text: string; yes: string },
): ModalView {
  return {
    type: 'modal',
    callback_id: callback,
    private_metadata: JSON.stringify(about),
    title: plain(question.title, 24),
    submit: plain(question.yes, 24),
    close: plain(rowTexts.cancel, 24),
    blocks: [section(plain(question.text))],
  };
}
