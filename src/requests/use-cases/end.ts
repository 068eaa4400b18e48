import { saveDeliveries } from '../../delivery/api.ts';
import type { Tx } from '../../platform/database/database.ts';
import type { RequestId, WorkspaceId } from '../../shared/ids.ts';
import { listRecipients } from '../copy-store.ts';
import { type AskedRequest, answeredDmNotice, copyEditNotice, type Ending } from '../rules.ts';
import { saveEnding } from '../store.ts';

/**
 * Ends an open request: everybody who asked is told, and every message about it says so from now on. False when it had
 * ended before; then nothing is done.
 */
export async function endRequest(
  tx: Tx,
  { request, askers }: AskedRequest,
  ending: { [K in keyof Ending]?: Ending[K] } & Pick<Ending, 'state'>,
): Promise<boolean> {
  const { id: requestId, workspaceId } = request;
  const { state, reason, decidedBy, approvedRole } = ending;
  const isEnded = await saveEnding(tx, request, { state, reason, decidedBy, approvedRole });
  if (!isEnded) return false;
  const told = askers.filter(({ isGone }) => !isGone);
  saveDeliveries(
    tx,
    told.map(({ slackUserId: recipient }) => ({
      ...{ workspaceId, requestId, recipient, invitationId: undefined },
      ...{ channel: 'slack_dm' as const, notice: answeredDmNotice },
    })),
  );
  await enqueueEdits(tx, workspaceId, requestId);
  return true;
}

/** Has every message about the request say what is true of it by then. */
export async function enqueueEdits(
  tx: Tx,
  workspaceId: WorkspaceId,
  requestId: RequestId,
): Promise<void> {
  enqueueEditsTo(tx, workspaceId, requestId, await listRecipients(tx, workspaceId, requestId));
}

/** The same for those that went to these recipients. */
export function enqueueEditsTo(
  tx: Tx,
  workspaceId: WorkspaceId,
  requestId: RequestId,
  recipients: readonly string[],
): void {
  if (recipients.length === 0) return;
  saveDeliveries(
    tx,
    recipients.map((recipient) => ({
      ...{ workspaceId, requestId, recipient, invitationId: undefined },
      ...{ channel: 'slack_dm' as const, notice: copyEditNotice },
    })),
  );
}
