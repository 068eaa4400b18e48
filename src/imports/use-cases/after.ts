import { decideMany, type InvitationDeps, inviteMany, revokeMany } from '../../invitations/api.ts';
import { type Admin, asAdmin } from '../../members/api.ts';
import type { ActingRequester } from '../../members/rules.ts';
import { isFirstTime } from '../../platform/database/seen-requests.ts';
import type { ImportId, InvitationId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { findOpenOf } from '../progress-store.ts';
import { type Import, type ImportRefusal, remindPauseMs } from '../rules.ts';
import { lockImport, saveImport, stopRows } from '../store.ts';

/**
 * Takes an import back: what waits isn't sent, and the invitations that were made by it and that nobody has accepted are
 * revoked. Open ones from before, which were only sent again, stay. Gives those that were revoked.
 */
export async function undoImport(
  deps: InvitationDeps,
  requester: ActingRequester,
  id: ImportId | undefined,
): Promise<Outcome<readonly InvitationId[], ImportRefusal>> {
  return await withSent<readonly InvitationId[], ImportRefusal>(
    deps,
    requester,
    id,
    async (admin, found) => {
      const { tx, workspace } = admin;
      if (found.state === 'sending') {
        await stopRows(tx, found.id);
        const stopped = { state: 'stopped', endedAt: tx.now, dueAt: undefined } as const;
        await saveImport(tx, found, { ...stopped, reason: undefined });
      }
      const open = await findOpenOf(tx, workspace.id, found.id);
      const own = open.filter(({ state }) => state === 'invited');
      revokeMany(admin, own);
      return done(own.map(({ id: invitationId }) => invitationId));
    },
  );
}

/** How many were reminded, and how many couldn't be. */
export interface Reminded {
  readonly sent: number;
  readonly left: number;
}

/** Sends the invitations again to those who haven't joined, as far as seats, domains and limits allow: once a day. */
export async function remindImport(
  deps: InvitationDeps,
  requester: ActingRequester,
  id: ImportId | undefined,
): Promise<Outcome<Reminded, ImportRefusal | 'reminded_lately'>> {
  type Refusal = ImportRefusal | 'reminded_lately';
  return await withSent<Reminded, Refusal>(deps, requester, id, async (admin, found) => {
    const { tx, workspace } = admin;
    const lately = found.remindedAt && tx.now.getTime() - found.remindedAt.getTime();
    if (lately !== undefined && lately < remindPauseMs) return refused('reminded_lately');
    const key = `${requester.requestKey} remind`;
    if (!(await isFirstTime(tx, workspace.id, key))) return refused('reminded_lately');
    const open = await findOpenOf(tx, workspace.id, found.id);
    const invitees = open.map(({ email, address, role }) => ({
      to: { email, address },
      role,
      suggestedName: undefined,
    }));
    const { fates } = await decideMany(admin, invitees);
    const decided = invitees.flatMap((invitee, index) => {
      const fate = fates[index];
      return fate?.kind === 'invite' ? [{ invitee, open: fate.open }] : [];
    });
    inviteMany(admin, deps, decided, found);
    // Whom a limit kept from it can be reminded as soon as it allows that.
    if (decided.length > 0) await saveImport(tx, found, { remindedAt: tx.now });
    return done({ sent: decided.length, left: invitees.length - decided.length });
  });
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
