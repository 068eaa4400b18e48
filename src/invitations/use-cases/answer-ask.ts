import type { ActingRequester } from '../../members/rules.ts';
import { actorName } from '../../members/rules.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { findAskAnswer, saveAskIgnored } from '../ask-again-store.ts';
import type { AskAnswer, ManageRefusal } from '../rules.ts';
import { isAnother, type Shown } from '../shown-rules.ts';
import { cancelReasons } from '../texts/notices.ts';
import { type ManageDeps, manage, resend, type Target } from './manage.ts';
import { sendAnew } from './mend.ts';

/** What came of somebody's wish for a new invitation. */
export interface AskAnswered {
  readonly email: string;
  readonly by: string;
  readonly answer: AskAnswer;
}

/**
 * Answers somebody who asked for a new invitation: it is sent (again, or a new one where it was revoked or declined), or it isn't. The
 * first answer counts; whoever comes later learns of it.
 */
export async function answerAsk(
  deps: ManageDeps,
  requester: ActingRequester,
  shown: Shown,
  answer: AskAnswer,
): Promise<Outcome<AskAnswered, ManageRefusal>> {
  return await manage<AskAnswered>(deps, requester, shown.id, async (target) => {
    const { admin, invitation, status } = target;
    const { tx, actor, record } = admin;
    const { email } = invitation;
    if (isAnother(invitation, shown.email)) return refused('outdated');
    const first = await findAskAnswer(tx, invitation, cancelReasons.undone);
    if (first) return done({ email, ...first });
    if (status === 'accepted') return refused(status);
    const sent = answer === 'sent' ? await sendOnce(deps, target) : done(invitation);
    if (!sent.ok) return sent;
    if (answer === 'ignored') {
      saveAskIgnored(tx, invitation);
      record({ act: 'ask_ignored', subject: email, detail: {} });
    }
    return done({ email, by: actorName(actor), answer });
  });
}

async function sendOnce(deps: ManageDeps, target: Target) {
  const isOver = target.status === 'revoked' || target.status === 'declined';
  return isOver ? await sendAnew(deps, target) : await resend(deps, target);
}
