import type { KnownBlock } from '@slack/types';
import { actions, button, confirmation, context, plain, section } from '../../shared/blocks.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { cut, escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { SlackNote } from '../../shared/slack-note.ts';
import { shownValue } from '../shown-rules.ts';
import { copyLinkFor, copyLinkTitle } from '../texts/copy-link.ts';
import { actTexts, failureText, revokeQuestion } from '../texts/home.ts';
import { undeliveredTexts } from '../texts/notices.ts';
import { changeAddressButton } from './act-blocks.ts';
import { copyLinkButton } from './copy-link-blocks.ts';

export const revokeUndeliveredButton = 'invitations.revoke_undelivered';

/** The DM to the inviter when the email with the link can't be delivered: to whom, why, and what they can do. */
export function undeliveredDm(failed: {
  id: InvitationId;
  email: string;
  reason: string;
  isByMember: boolean;
  isReminder: boolean;
}): SlackNote {
  const email = cut(failed.email, 254);
  const text = undeliveredTexts[failed.isReminder ? 'reminder' : 'what'](email);
  // The address may have been changed by the time that they press.
  const shown = shownValue(failed.id, failed.email);
  const { change_address, revoke } = actTexts;
  const confirm = confirmation(revokeQuestion(cut(email, 180)));
  const what = [section(plain(text)), ...whyBlocks(cut(failed.reason, 300))];
  if (failed.isByMember) {
    const blocks = [...what, context(plain(undeliveredTexts.howToAsk))];
    return { text: escapeMrkdwn(text), blocks };
  }
  return {
    text: escapeMrkdwn(text),
    blocks: [
      ...what,
      context(plain(undeliveredTexts.howTo)),
      actions(
        'undelivered',
        button(changeAddressButton, change_address.label, {
          value: shown,
          spoken: change_address.spoken(email),
        }),
        button(copyLinkButton, copyLinkTitle, { value: failed.id, spoken: copyLinkFor(email) }),
        button(revokeUndeliveredButton, revoke.label, {
          ...{ value: shown, confirm },
          spoken: revoke.spoken(email),
        }),
      ),
    ],
  };
}

/** Why, as Home says it; and in the mail server's words where those are others. */
function whyBlocks(reason: string): KnownBlock[] {
  const why = failureText(reason);
  const said = why === reason ? [] : [context(plain(undeliveredTexts.said(reason)))];
  return [section(plain(undeliveredTexts.why(why))), ...said];
}
