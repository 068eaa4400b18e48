import { actions, button, context, plain, section } from '../../shared/blocks.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { cut, escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { SlackNote } from '../../shared/slack-note.ts';
import { copyLinkButton } from './copy-link-blocks.ts';

/** The DM to the inviter when the e-mail with the link can't be delivered: to whom, why, and what can be done. */
export function undeliveredDm(failed: {
  id: InvitationId;
  email: string;
  reason: string;
}): SlackNote {
  const email = cut(failed.email, 254);
  const text = `⚠️ Your invitation to ${email} could not be delivered.`;
  return {
    text: escapeMrkdwn(text),
    blocks: [
      section(plain(text)),
      section(plain(`Why: ${cut(failed.reason, 300)}`)),
      context(
        plain(
          'If that is about the address, please check the address: with a mistake in it, revoke this invitation in my Home tab and invite the right one. Otherwise copy the link and send it yourself.',
        ),
      ),
      actions('undelivered', button(copyLinkButton, 'Copy link', { value: failed.id })),
    ],
  };
}
