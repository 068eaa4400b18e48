import { decideMany, type InvitationDeps, inviteMany, revokeMany } from '../../invitations/api.ts';
import { wordsOf } from '../../invitations/rules.ts';
import { type Admin, asAdmin } from '../../members/api.ts';
import type { ActingRequester, AdminRequester } from '../../members/rules.ts';
import { isFirstTime } from '../../platform/database/seen-requests.ts';
import type { ImportId, InvitationId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { inWorkspace } from '../../workspaces/api.ts';
import { findOpenOf, type OpenInvitation } from '../progress-store.ts';
import {
  actsAtOnce,
  type Import,
  type ImportRefusal,
  type ImportTask,
  remindPauseMs,
} from '../rules.ts';
import { lockImport, saveImport, saveTask, stopRows } from '../store.ts';
import { importsChannel } from '../turn-store.ts';

/** What came of the next rows of a task. */
export interface TaskStep {
  readonly act: ImportTask['act'];
  /** So far: how many were revoked or sent again, and how many couldn't be. */
  readonly done: number;
  readonly left: number;
  /** Those that were revoked just now. */
  readonly revoked: readonly InvitationId[];
  /** There are more, which whichever process is free comes to. */
  readonly goesOn: boolean;
}

/**
 * Takes an import back: what waits isn't sent, and the invitations that were made by it and that nobody has accepted are
 * revoked, some now and the others soon. Open ones from before, which were only sent again, stay.
 */
export async function undoImport(
  deps: InvitationDeps,
  requester: ActingRequester,
  id: ImportId | undefined,
): Promise<Outcome<TaskStep, ImportRefusal>> {
  return await withSent<TaskStep, never>(deps, requester, id, async (admin, found) => {
    const { tx } = admin;
    if (found.state === 'sending') {
      await stopRows(tx, found.id);
      const stopped = { state: 'stopped', endedAt: tx.now, dueAt: undefined } as const;
      await saveImport(tx, found, { ...stopped, reason: undefined });
    }
    const isAtIt = found.task?.act === 'undo' && found.task;
    const step = await doNext(admin, deps, found, isAtIt || newTask(admin, 'undo'));
    const isNews = found.state === 'sending' || step.done > 0;
    if (isNews && !isAtIt) admin.record({ act: 'import_undone', subject: '', detail: {} });
    return done(step);
  });
}

/**
 * Sends the invitations again to those who haven't joined, as far as seats, domains and limits allow: once a day, to some
 * now and to the others soon.
 */
export async function remindImport(
  deps: InvitationDeps,
  requester: ActingRequester,
  id: ImportId | undefined,
): Promise<Outcome<TaskStep, ImportRefusal | 'reminded_lately' | 'at_work'>> {
  type Refusal = ImportRefusal | 'reminded_lately' | 'at_work';
  return await withSent<TaskStep, Refusal>(deps, requester, id, async (admin, found) => {
    const { tx, workspace } = admin;
    const lately = found.remindedAt && tx.now.getTime() - found.remindedAt.getTime();
    if (lately !== undefined && lately < remindPauseMs) return refused('reminded_lately');
    const key = `${requester.requestKey} remind`;
    if (!(await isFirstTime(tx, workspace.id, key))) return refused('reminded_lately');
    if (found.task || found.state === 'sending') return refused('at_work');
    admin.record({ act: 'import_reminded', subject: '', detail: {} });
    return done(await doNext(admin, deps, found, newTask(admin, 'remind')));
  });
}

/**
 * Goes on with what was begun, all of the next rows or none. Whoever asked for it must still be an admin: otherwise the
 * rest is left as it is, and undefined is given.
 */
export async function goOnWithTask(
  deps: InvitationDeps,
  requester: AdminRequester,
  { id, workspaceId }: Pick<Import, 'id' | 'workspaceId'>,
): Promise<TaskStep | undefined> {
  const outcome = await asAdmin(deps, requester, async (admin) => {
    const found = await lockImport(admin.tx, workspaceId, id);
    return done(found?.task && (await doNext(admin, deps, found, found.task)));
  });
  if (outcome.ok) return outcome.value;
  await inWorkspace(deps.database, workspaceId, async (tx) => {
    const found = await lockImport(tx, workspaceId, id);
    if (found?.task) await saveTask(tx, found, undefined, undefined);
  });
  return undefined;
}

function newTask({ actor }: Admin, act: ImportTask['act']): ImportTask {
  return { act, by: actor.person.userId, from: 0, done: 0, left: 0 };
}

async function doNext(
  admin: Admin,
  deps: InvitationDeps,
  found: Import,
  task: ImportTask,
): Promise<TaskStep> {
  const { tx } = admin;
  const { act, from } = task;
  // One more tells whether these are the last.
  const next = await findOpenOf(tx, found, { from, max: actsAtOnce + 1, isOwn: act === 'undo' });
  const some = next.slice(0, actsAtOnce);
  const goesOn = next.length > some.length;
  const count = act === 'undo' ? revoke(admin, some) : await remind(admin, deps, found, some);
  // Whom a limit kept from it can be reminded as soon as it allows that.
  if (act === 'remind' && count > 0) await saveImport(tx, found, { remindedAt: tx.now });
  const after = {
    ...task,
    from: next.at(-1)?.position ?? from,
    done: task.done + count,
    left: task.left + some.length - count,
  };
  await saveTask(tx, found, goesOn ? after : undefined, goesOn ? tx.now : undefined);
  if (goesOn) tx.signal(importsChannel);
  const revoked = act === 'undo' ? some.map(({ id }) => id) : [];
  return { act, done: after.done, left: after.left, revoked, goesOn };
}

function revoke(admin: Admin, some: readonly OpenInvitation[]): number {
  revokeMany(admin, some);
  return some.length;
}

async function remind(
  admin: Admin,
  deps: InvitationDeps,
  found: Import,
  some: readonly OpenInvitation[],
): Promise<number> {
  const invitees = some.map(({ email, address, role }) => ({
    to: { email, address },
    role,
    suggestedName: undefined,
  }));
  const { fates } = await decideMany(admin, deps, invitees);
  const decided = invitees.flatMap((invitee, index) => {
    const fate = fates[index];
    return fate?.kind === 'invite' ? [{ invitee, open: fate.open }] : [];
  });
  // What was given to them, or taken away, since the list was sent stays as it is.
  const details = { ...found, message: wordsOf(found, admin.actor), toolIds: [] };
  await inviteMany(admin, deps, decided, details);
  return decided.length;
}

async function withSent<T, Refusal = never>(
  deps: InvitationDeps,
  requester: ActingRequester,
  id: ImportId | undefined,
  act: (admin: Admin, found: Import) => Promise<Outcome<T, Refusal>>,
): Promise<Outcome<T, Refusal | ImportRefusal>> {
  return await asAdmin<T, Refusal | ImportRefusal>(deps, requester, async (admin) => {
    const found = id && (await lockImport(admin.tx, admin.workspace.id, id));
    if (!found || found.state === 'draft') return refused('gone');
    return await act(admin, found);
  });
}
