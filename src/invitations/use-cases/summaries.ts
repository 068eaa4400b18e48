import { enqueue } from '../../delivery/api.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { slackHomeUrl } from '../../workspaces/api.ts';
import { summaryDmNotice } from '../rules.ts';
import { summaryDm } from '../slack/summary-blocks.ts';
import { findSummary, takeDueSummaries } from '../summary-store.ts';
import { cancelReasons } from '../texts/notices.ts';

/** So many share a transaction. */
const batchSize = 100;

/**
 * Has inviters told what of theirs is open: a week after they sent the first, at the hour at which they did, and every
 * week from then on, as long as there is something. Gives whether there may be more.
 */
export async function tellSummaries(database: Database): Promise<boolean> {
  return await database.transaction(async (tx) => {
    const { due, isMore } = await takeDueSummaries(tx, batchSize);
    for (const { workspaceId, slackUserId } of due) {
      enqueue(tx, {
        workspaceId,
        invitationId: undefined,
        channel: 'slack_dm',
        notice: summaryDmNotice,
        recipient: slackUserId,
      });
    }
    return isMore;
  });
}

/** Writes the message, unless there is nothing to tell any more, or nobody who could do something about it. */
export async function prepareSummary(
  { database }: { readonly database: Database },
  { workspaceId, recipient }: Delivery,
): Promise<Prepared> {
  const summary = await database.run((tx) =>
    findSummary(tx, { workspaceId, slackUserId: recipient }),
  );
  if (!summary) return { kind: 'cancel', reason: cancelReasons.nothingOpen };
  if (!summary.mayInvite) return { kind: 'cancel', reason: cancelReasons.noAdmin };
  const note = summaryDm(summary, await slackHomeUrl(database, workspaceId));
  return { kind: 'slack_dm', slackTeamId: summary.slackTeamId, note };
}
