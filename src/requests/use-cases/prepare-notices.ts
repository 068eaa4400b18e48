import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import { findCopies } from '../copy-store.ts';
import {
  type AskedRequest,
  answeredDmNotice,
  askedDmNotice,
  copyEditNotice,
  reminderDmNotice,
} from '../rules.ts';
import { answeredDm, requestNote } from '../slack/request-blocks.ts';
import { findRequest } from '../store.ts';
import { cancelReasons } from '../texts.ts';

type Prepare = (delivery: Delivery) => Promise<Prepared>;
type Found = AskedRequest & { readonly slackTeamId: string };

/** How each notice about a request is written, at the moment when it is sent. */
export function requestNotices(database: Database): Record<string, Prepare> {
  const about =
    (write: (found: Found, delivery: Delivery, tx: Tx) => Prepared | Promise<Prepared>): Prepare =>
    async (delivery) =>
      await database.run(async (tx) => {
        const { requestId, workspaceId } = delivery;
        const found = requestId && (await findRequest(tx, workspaceId, requestId));
        if (!found) return { kind: 'cancel', reason: cancelReasons.gone };
        return await write(found, delivery, tx);
      });
  return {
    [askedDmNotice]: about((found) => whileOpen(found, false)),
    [reminderDmNotice]: about((found) => whileOpen(found, true)),
    [copyEditNotice]: about(async (found, { workspaceId, recipient }, tx) => {
      const { slackTeamId, request } = found;
      const places = await findCopies(tx, workspaceId, request.id, recipient);
      return { kind: 'slack_edit', slackTeamId, places, note: requestNote(found) };
    }),
    [answeredDmNotice]: about(({ slackTeamId, request }) => ({
      kind: 'slack_dm',
      slackTeamId,
      note: answeredDm(request),
    })),
  };
}

function whileOpen(found: Found, isReminder: boolean): Prepared {
  const { slackTeamId, request } = found;
  if (request.state !== 'open') return { kind: 'cancel', reason: cancelReasons.ended };
  return { kind: 'slack_dm', slackTeamId, note: requestNote(found, { isReminder }) };
}
