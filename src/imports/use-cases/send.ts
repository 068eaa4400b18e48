import { enqueue } from '../../delivery/api.ts';
import { decideMany, type InvitationDeps, inviteMany } from '../../invitations/api.ts';
import type { Fate } from '../../invitations/many-rules.ts';
import { type Admin, asAdmin } from '../../members/api.ts';
import type { ActingRequester, AdminRequester } from '../../members/rules.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import { after } from '../../shared/clock.ts';
import type { ImportId, InvitationId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { inWorkspace, saveAuditEntry } from '../../workspaces/api.ts';
import { countWaiting } from '../progress-store.ts';
import {
  type AddressedRow,
  type Import,
  type ImportRefusal,
  importEndedDmNotice,
  isWaiting,
  rowRefusal,
  rowsAtOnce,
  sentState,
} from '../rules.ts';
import {
  findRows,
  lockImport,
  type RowResult,
  saveImport,
  saveResults,
  stopRows,
} from '../store.ts';
import { importsChannel } from '../turn-store.ts';
import { addView } from '../views-store.ts';
import { inviteeOf, withDraft } from './draft.ts';

/** Sends a draft: from then on its rows go out, some at a time, whatever becomes of this process. */
export async function sendImport(
  deps: InvitationDeps,
  requester: ActingRequester,
  id: ImportId | undefined,
  viewId: string,
): Promise<Outcome<ImportId, ImportRefusal>> {
  return await withDraft(deps, requester, id, async ({ tx, record }, draft) => {
    const { now } = tx;
    record({ act: 'import_sent', subject: String(await countWaiting(tx, draft.id)), detail: {} });
    await saveImport(tx, draft, { state: 'sending', sentAt: now, dueAt: now });
    await addView(tx, draft, { viewId, slackUserId: draft.slackUserId });
    tx.signal(importsChannel);
    return done(draft.id);
  });
}

/**
 * Sends the next rows of an import, all of them or none; the last ones end it. Whoever began it must still be an admin:
 * otherwise the rest isn't sent.
 */
export async function sendNextRows(
  deps: InvitationDeps,
  requester: AdminRequester,
  { id, workspaceId }: Pick<Import, 'id' | 'workspaceId'>,
): Promise<void> {
  const outcome = await asAdmin(deps, requester, async (admin) => {
    const found = await lockImport(admin.tx, workspaceId, id);
    if (found?.state === 'sending') await sendRows(admin, deps, found);
    return done(undefined);
  });
  if (!outcome.ok) await stopForGood(deps.database, { id, workspaceId });
}

async function sendRows(admin: Admin, deps: InvitationDeps, found: Import): Promise<void> {
  const { tx } = admin;
  // One more tells whether these are the last.
  const next = (await findRows(tx, found.id, { states: ['waiting'], max: rowsAtOnce + 1 })).filter(
    isWaiting,
  );
  const rows = next.slice(0, rowsAtOnce);
  const { fates } = await decideMany(
    admin,
    deps,
    rows.map((row) => inviteeOf(found, row)),
  );
  const waitsFrom = fates.findIndex(({ kind }) => kind === 'later');
  const decided = waitsFrom < 0 ? rows : rows.slice(0, waitsFrom);
  saveResults(tx, found.id, await inviteRows(admin, deps, found, decided, fates));
  const limit = fates[waitsFrom];
  if (limit?.kind === 'later') {
    const { tooMany, waitMs } = limit.tooMany;
    await saveImport(tx, found, { dueAt: after(tx.now, waitMs), reason: tooMany });
  } else if (next.length > rowsAtOnce) {
    // Behind those of others that wait.
    await saveImport(tx, found, { dueAt: tx.now, reason: undefined });
    tx.signal(importsChannel);
  } else {
    await end(tx, found, 'done');
  }
}

async function inviteRows(
  admin: Admin,
  deps: InvitationDeps,
  found: Import,
  rows: readonly AddressedRow[],
  fates: readonly Fate[],
): Promise<RowResult[]> {
  const fated = rows.map((row, index) => ({ row, fate: fates[index] as Fate }));
  const invited = fated.flatMap(({ row, fate }) =>
    fate.kind === 'invite' ? [{ row, invitee: inviteeOf(found, row), open: fate.open }] : [],
  );
  const ids = await inviteMany(admin, deps, invited, found);
  const idOf = new Map(invited.map(({ row }, index) => [row.position, ids[index]]));
  return fated.map(({ row: { position }, fate }) => resultOf(position, fate, idOf.get(position)));
}

function resultOf(position: number, fate: Fate, id: InvitationId | undefined): RowResult {
  const result = { position, reason: undefined, invitationId: id };
  switch (fate.kind) {
    case 'invite':
      return { ...result, state: sentState(fate.open ? 'sent_again' : 'sent') };
    case 'sent_just_now':
      return { ...result, state: sentState('sent_just_now'), invitationId: fate.open.id };
    case 'refused':
      return { ...result, state: 'refused', reason: rowRefusal(fate.refusal) };
    case 'later':
      throw new Error('a row that waits was to be sent');
  }
}

async function end(tx: Tx, found: Import, state: 'done' | 'stopped'): Promise<void> {
  const { workspaceId, slackUserId } = found;
  await saveImport(tx, found, { state, endedAt: tx.now, dueAt: undefined, reason: undefined });
  enqueue(tx, {
    workspaceId,
    invitationId: undefined,
    channel: 'slack_dm',
    notice: importEndedDmNotice,
    recipient: slackUserId,
  });
}

/** Of whoever is no admin any more nothing is sent. */
async function stopForGood(
  database: Database,
  { id, workspaceId }: Pick<Import, 'id' | 'workspaceId'>,
): Promise<void> {
  await inWorkspace(database, workspaceId, async (tx) => {
    const found = await lockImport(tx, workspaceId, id);
    if (found?.state !== 'sending') return;
    const subject = String(await stopRows(tx, id));
    await end(tx, found, 'stopped');
    await saveImport(tx, found, { reason: 'not_an_admin' });
    saveAuditEntry(tx, workspaceId, { actor: '', act: 'import_stopped', subject, detail: {} });
  });
}

/** Stops an import: what hasn't been sent isn't. */
export async function stopImport(
  deps: InvitationDeps,
  requester: ActingRequester,
  id: ImportId | undefined,
): Promise<Outcome<ImportId, ImportRefusal>> {
  return await asAdmin<ImportId, ImportRefusal>(
    deps,
    requester,
    async ({ tx, workspace, record }) => {
      const found = id && (await lockImport(tx, workspace.id, id));
      if (!found) return refused('gone');
      if (found.state === 'sending') {
        const stopped = await stopRows(tx, found.id);
        record({ act: 'import_stopped', subject: String(stopped), detail: {} });
        await end(tx, found, 'stopped');
      }
      return done(found.id);
    },
  );
}
