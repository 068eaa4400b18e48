import { saveDeliveries } from '../../delivery/api.ts';
import type { Delivery, PostedPlace } from '../../delivery/rules.ts';
import { undoableUntil } from '../../invitations/sent-rules.ts';
import type { AdminsToTell, Changed } from '../../members/rules.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import { after } from '../../shared/clock.ts';
import { findWorkspaceById, inWorkspace, saveAuditEntry } from '../../workspaces/api.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { saveCopy } from '../copy-store.ts';
import {
  type AskedRequest,
  askedDmNotice,
  type ClosedReason,
  nextStep,
  type Request,
  reminderDmNotice,
  type Step,
} from '../rules.ts';
import {
  announceRequest,
  hasJoinedSince,
  lockRequest,
  requestsChannel,
  saveStep,
  withAskers,
} from '../store.ts';
import { closedReasonTexts } from '../texts.ts';
import { nextRequestDueAt, takeDueRequest } from '../turn-store.ts';
import { endRequest, enqueueEditsTo } from './end.ts';
import { lookAtRequest } from './overtaken.ts';

/** A request of which something is due, with its workspace. */
export interface DueRequest {
  readonly request: Request;
  readonly workspace: Workspace;
}

/** Takes the request whose turn it is, for a while in which no other process has it. */
export async function takeTurn(
  database: Database,
  leaseMs: number,
): Promise<DueRequest | undefined> {
  return await database.run(async (tx) => {
    const request = await takeDueRequest(tx, leaseMs);
    const workspace = request && (await findWorkspaceById(tx, request.workspaceId));
    return request && workspace && { request, workspace };
  });
}

/** How long until one is due; undefined when none is open. */
export async function untilNextTurn(database: Database): Promise<number | undefined> {
  return await database.run(async (tx) => {
    const dueAt = await nextRequestDueAt(tx);
    return dueAt && Math.max(dueAt.getTime() - tx.now.getTime(), 0);
  });
}

/** Calls back when there may be something to do; gives how to stop. */
export async function onTurns(
  database: Database,
  listener: () => void,
): Promise<() => Promise<void>> {
  return await database.listen(requestsChannel, listener);
}

/**
 * Does what is due about a request by itself: tells admins, reminds them, or closes it, also because nothing is left to
 * decide. `admins` are who can be written to, and it is put off while Slack can't say who else is; where the team wants
 * requests in a channel, they go there. Once, however many processes do it.
 */
export async function takeStep(
  deps: { readonly database: Database; readonly changed: Changed },
  { id, workspaceId }: Request,
  admins: AdminsToTell,
): Promise<void> {
  const isClosed = await inWorkspace(deps.database, workspaceId, async (tx, workspace) => {
    const request = await lockRequest(tx, workspaceId, id);
    if (request?.state !== 'open') return false;
    const { step, nextAt } = nextStep(request, tx.now);
    // Also between its steps: it is looked at when its address is invited, or joins.
    const [asked] = await withAskers(tx, workspaceId, [request]);
    const looked = asked && (await lookAtRequest(tx, asked));
    const open = looked?.standing.open;
    const undoable = open && undoableUntil(open, tx.now);
    if (undoable && step !== 'close') {
      await saveStep(tx, request, { dueAt: undoable });
      return false;
    }
    const why = step === 'close' ? 'no_decision' : looked?.overtakenBy;
    if (asked && why) {
      await close(tx, asked, why);
      return true;
    }
    const notice = step && notices[step];
    const channel = channelOf(request, workspace);
    // To tell some now and the others later would take remembering who has heard.
    if (notice && !channel && admins.moreInMs !== undefined) {
      await saveStep(tx, request, { dueAt: after(tx.now, admins.moreInMs) });
      return false;
    }
    await saveStep(tx, request, {
      ...(step === 'tell' && { toldAt: tx.now }),
      ...(step === 'remind' && { remindedAt: tx.now }),
      dueAt: nextAt,
    });
    if (notice) tell(tx, request, notice, channel ? [channel] : admins.recipients);
    return false;
  });
  if (isClosed) deps.changed(workspaceId);
}

/** Whoever is written to hears of the end by other ways. */
const notices: Partial<Record<Step, string>> = { tell: askedDmNotice, remind: reminderDmNotice };

/** Where the team wants requests, unless admins are told in its place. */
function channelOf(
  { isToAdmins }: Request,
  { settings: { requests } }: Workspace,
): string | undefined {
  return requests.to === 'channel' && !isToAdmins ? requests.channel : undefined;
}

function tell(tx: Tx, request: Request, notice: string, recipients: readonly string[]): void {
  if (recipients.length === 0) return;
  const { id: requestId, workspaceId } = request;
  saveDeliveries(
    tx,
    recipients.map((recipient) => ({
      ...{ workspaceId, requestId, recipient, notice, invitationId: undefined },
      channel: 'slack_dm' as const,
    })),
  );
}

async function close(tx: Tx, asked: AskedRequest, reason: ClosedReason): Promise<void> {
  const { request } = asked;
  await endRequest(tx, asked, { state: 'closed', reason });
  saveAuditEntry(tx, request.workspaceId, {
    actor: '',
    act: 'request_closed',
    subject: request.email,
    detail: { why: closedReasonTexts[reason] },
  });
}

/**
 * Remembers where a message about a request stands; part of the transaction that notes that it was sent. What was decided
 * while it was on its way, or who joined, is put into it.
 */
export async function noteCopy(
  tx: Tx,
  { workspaceId, requestId, recipient, createdAt }: Delivery,
  place: PostedPlace,
): Promise<void> {
  // Held until both are written, so whoever decides waits and finds the message.
  const request = requestId && (await lockRequest(tx, workspaceId, requestId));
  if (!request) return;
  await saveCopy(tx, workspaceId, request.id, { recipient, ...place });
  const isOutdated = request.state !== 'open' || (await hasJoinedSince(tx, request, createdAt));
  if (isOutdated) enqueueEditsTo(tx, workspaceId, request.id, [recipient]);
}

/** All admins are told where the app can't write to the channel any more; part of the transaction that notes it. */
export async function tellAdminsInstead(
  tx: Tx,
  { workspaceId, requestId, recipient }: Delivery,
): Promise<void> {
  const isChannel = /^[CG]/.test(recipient);
  if (requestId === undefined || !isChannel) return;
  const request = await lockRequest(tx, workspaceId, requestId);
  if (request?.state !== 'open') return;
  await saveStep(tx, request, { isToAdmins: true, toldAt: null, dueAt: tx.now });
  announceRequest(tx);
}
