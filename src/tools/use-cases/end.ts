import { saveDeliveries } from '../../delivery/api.ts';
import { type Delivery, type DeliveryResult, giveUpAfterMs } from '../../delivery/rules.ts';
import type { Admin } from '../../members/api.ts';
import type { Member } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { after } from '../../shared/clock.ts';
import {
  type AuditEntryId,
  parseToolSignInId,
  type ToolId,
  type WorkspaceId,
} from '../../shared/ids.ts';
import { saveReceiptLines, saveReceiptState } from '../../workspaces/api.ts';
import { deleteEntriesOf } from '../entry-store.ts';
import { isBehindProxy, type Preset, parsePreset, renewsTokens } from '../preset-rules.ts';
import { lifetimes, signOutNotice } from '../rules.ts';
import {
  type EndedSignIns,
  endSignIns,
  findAdminTools,
  findShutOut,
  type SignInEnded,
} from '../sign-in-store.ts';

type Whose = Pick<Member, 'workspaceId' | 'id'>;

/**
 * Ends all that tools were given about a member, and has those told that can be: part of the transaction in which the
 * account is closed. What comes of it stands on the receipt of the entry that says so.
 */
export async function endToolsOf(
  tx: Tx,
  { workspaceId, id: memberId }: Whose,
  entryId: AuditEntryId,
): Promise<object> {
  await deleteEntriesOf(tx, workspaceId, { memberId });
  await signOutOf(tx, { workspaceId, memberId }, entryId);
  return {};
}

/** The same at the tools that are for admins, when somebody is none any more. */
export async function endAdminToolsOf(
  tx: Tx,
  { workspaceId, id: memberId }: Whose,
  entryId: AuditEntryId,
): Promise<object> {
  const toolIds = await findAdminTools(tx, workspaceId);
  if (toolIds.length === 0) return {};
  await deleteEntriesOf(tx, workspaceId, { memberId, toolIds });
  await signOutOf(tx, { workspaceId, memberId, toolIds }, entryId);
  return {};
}

/** The same at one tool for everybody who may not use it as it is now. */
export async function shutOut(
  { tx, workspace: { id } }: Admin,
  toolId: ToolId,
  entryId: AuditEntryId,
): Promise<void> {
  for (const memberId of await findShutOut(tx, id, toolId)) {
    await deleteEntriesOf(tx, id, { memberId, toolIds: [toolId] });
    await signOutOf(tx, { workspaceId: id, memberId, toolIds: [toolId] }, entryId);
  }
}

/** The same at all tools of a workspace for everybody: nobody there could take it from anybody any more. */
export async function endAllToolsOf(tx: Tx, workspaceId: WorkspaceId): Promise<void> {
  await deleteEntriesOf(tx, workspaceId, {});
  await signOutOf(tx, { workspaceId });
}

/** Ends sign-ins, and has the tools told; `entryId` is the entry of the record on whose receipt that stands. */
export async function signOutOf(
  tx: Tx,
  which: EndedSignIns,
  entryId?: AuditEntryId,
): Promise<void> {
  const ended = await endSignIns(tx, which);
  const [first] = ended;
  if (!first) return;
  if (entryId) {
    const lines = ended.map((each) => receiptLineOf(each, tx.now));
    saveReceiptLines(tx, first.workspaceId, entryId, lines);
  }
  const told = ended.filter(({ isTold }) => isTold);
  if (told.length === 0) return;
  saveDeliveries(
    tx,
    told.map(({ id, workspaceId }) => ({
      workspaceId,
      invitationId: undefined,
      channel: 'oidc_logout' as const,
      notice: signOutNotice,
      recipient: id,
    })),
  );
}

function receiptLineOf({ id: signInId, tool, preset, isTold }: SignInEnded, now: Date) {
  const kind = parsePreset(preset);
  const until = isTold ? after(now, giveUpAfterMs) : kind && noticesBy(kind, now);
  return { signInId, tool, isTold, until };
}

/** When a tool that can't be told notices by itself; a proxy asks each time. */
function noticesBy(kind: Preset, now: Date): Date | undefined {
  if (isBehindProxy(kind)) return now;
  return renewsTokens(kind) ? after(now, lifetimes.AccessToken * 1000) : undefined;
}

/** Notes on the receipt how telling a tool went. */
export async function noteTold(
  tx: Tx,
  { workspaceId, recipient }: Delivery,
  result: DeliveryResult,
): Promise<void> {
  const signInId = parseToolSignInId(recipient);
  if (!signInId) return;
  const reason = 'reason' in result ? result.reason : undefined;
  await saveReceiptState(tx, workspaceId, signInId, { state: result.state, reason });
}
