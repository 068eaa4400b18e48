import { type Admin, asAdmin, asAdminReader, asAdminWith } from '../../members/api.ts';
import type { ActingRequester, AdminRequester } from '../../members/rules.ts';
import { answerOnce, isFirstTime } from '../../platform/database/seen-requests.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { AuditAct } from '../../workspaces/audit-rules.ts';
import { isDomainAllowed } from '../../workspaces/rules.ts';
import { findInvitationsBy, type InvitationSearch } from '../list-store.ts';
import {
  type Invitation,
  type InvitationStatus,
  invitationStatus,
  type ManageRefusal,
  type TooManyInvites,
} from '../rules.ts';
import { wasJustSent } from '../sent-rules.ts';
import { isAnother } from '../shown-rules.ts';
import {
  type LockedRow,
  lockInvitation,
  raiseGeneration,
  saveResent,
  saveResentNow,
  saveRevoked,
  selectLocked,
  toInvitation,
} from '../store.ts';
import type { InvitationDeps } from './deps.ts';
import { enqueueInvites } from './enqueue-invites.ts';
import { hasSeatFor } from './invite.ts';
import { countInvite } from './limits.ts';

/** What came of an act: the invitation as it is now. */
export type Managed = Outcome<Invitation, ManageRefusal>;

/** What admins' acts on invitations work with. */
export interface ManageDeps extends InvitationDeps {
  readonly log: Logger;
}

/** What an admin's act on one invitation works with; all of it read under lock. */
export interface Target {
  readonly admin: Admin;
  readonly invitation: Invitation;
  readonly status: InvitationStatus;
  /** Whether its link as it is now was shown to them before. */
  readonly isShown: boolean;
  /** What the request led to when it came before. */
  readonly seen: object | undefined;
}

/** Sends a pending or expired invitation again: the same link works for the whole time anew. */
export async function resendInvitation(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
): Promise<Managed> {
  const carryOut = (target: Target) => resend(deps, target);
  return await manageOnce(deps, requester, id, { name: 'resend', carryOut });
}

/** The same as part of another act. */
export async function resend(
  deps: InvitationDeps,
  target: Pick<Target, 'admin' | 'invitation' | 'status'>,
  { isOneOfMany } = { isOneOfMany: false },
): Promise<Managed> {
  const { admin, invitation, status } = target;
  const { tx, workspace } = admin;
  if (status !== 'pending' && status !== 'expired') return refused(status);
  if (wasJustSent(invitation, tx.now)) return refused('just_sent');
  if (!isDomainAllowed(workspace.settings, invitation.address)) {
    return refused('domain_not_allowed');
  }
  if (!(await hasSeatFor(tx, workspace, invitation))) return refused('seats_full');
  const tooMany = await countInvite(admin, deps, invitation.address);
  if (tooMany) return refused(tooMany);
  const sent = { at: tx.now, inviteTtlMs: deps.inviteTtlMs };
  // It has a seat from now on, which the next one of many can't have.
  if (isOneOfMany) await saveResentNow(tx, workspace.id, [invitation], sent);
  else saveResent(tx, workspace.id, [invitation], sent);
  enqueueInvites(tx, workspace.id, [invitation]);
  return await recorded(target, 'invitation_resent');
}

/** The most invitations that are sent again with one press, so that it ends in time. */
const maxResentAtOnce = 200;

/** So many share a transaction: nobody else's has to wait for long. */
const batchSize = 20;

/** How many invitations were sent again, and how many could not be. */
export interface ResentAll {
  readonly sent: number;
  readonly left: number;
  /** The limit that was reached, if that was why. */
  readonly tooMany: TooManyInvites | undefined;
}

/** Sends the expired invitations again, as far as seats, domains and limits allow. */
export async function resendAllExpired(
  deps: ManageDeps,
  requester: ActingRequester,
): Promise<Outcome<ResentAll, 'not_an_admin'>> {
  return await resendAll(deps, requester, { filter: 'expired', text: '' });
}

/** The same of the pending ones that they sent themselves. */
export async function resendOwn(
  deps: ManageDeps,
  requester: ActingRequester,
): Promise<Outcome<ResentAll, 'not_an_admin'>> {
  const sentBy = requester.person.userId;
  return await resendAll(deps, requester, { filter: 'pending', text: '', sentBy });
}

async function resendAll(
  deps: ManageDeps,
  requester: ActingRequester,
  search: InvitationSearch & { readonly filter: Resendable },
): Promise<Outcome<ResentAll, 'not_an_admin'>> {
  const nothing: ResentAll = { sent: 0, left: 0, tooMany: undefined };
  const { workspace, requestKey } = requester;
  const first = await asAdmin(deps, requester, async ({ tx }) =>
    done(await isFirstTime(tx, workspace.id, `${requestKey} resend_all`)),
  );
  if (!first.ok) return first;
  if (!first.value) return done(nothing);
  const found = await asAdminReader(deps, requester, async (reader) =>
    done(await findInvitationsBy(reader, search, maxResentAtOnce)),
  );
  if (!found.ok) return found;
  const wanted = found.value;
  let all = nothing;
  for (let start = 0; start < wanted.length || start === 0; start += batchSize) {
    const batch = wanted.slice(start, start + batchSize);
    const results = await resendBatch(deps, requester, batch, search.filter);
    if (!results.ok) return results;
    const { sent, left, tooMany } = results.value;
    all = { sent: all.sent + sent, left: all.left + left, tooMany: tooMany ?? all.tooMany };
  }
  return done(all);
}

type Resendable = 'pending' | 'expired';

async function resendBatch(
  deps: ManageDeps,
  requester: AdminRequester,
  batch: readonly Invitation[],
  status: Resendable,
): Promise<Outcome<ResentAll, 'not_an_admin'>> {
  return await asAdmin(deps, requester, async (admin) => {
    const { tx, workspace } = admin;
    let [sent, left] = [0, 0];
    let tooMany: TooManyInvites | undefined;
    // In the same order in all workspaces: they may count for the same addresses, and wait for each other.
    for (const { id } of batch.toSorted((a, b) => (a.address < b.address ? -1 : 1))) {
      const invitation = await lockInvitation(tx, workspace.id, id);
      // Somebody else may have been faster.
      if (!invitation || invitationStatus(invitation, tx.now) !== status) continue;
      const target = { admin, invitation, status };
      const outcome = await resend(deps, target, { isOneOfMany: true });
      if (outcome.ok) sent += 1;
      else left += 1;
      if (!outcome.ok && typeof outcome.refusal === 'object') tooMany = outcome.refusal;
    }
    return done({ sent, left, tooMany });
  });
}

/**
 * Kills the link and sends the invitee another one that works for the whole time. `generation` says which link
 * is meant: one that was replaced already stays so, and nothing is sent twice. Without it, or with that of a link which
 * never was, nothing is done.
 */
export async function replaceLink(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
  generation: number | undefined,
  shown?: string,
): Promise<Managed> {
  const carryOut = async (target: Target): Promise<Managed> => {
    const { admin, invitation, status } = target;
    const { tx, workspace } = admin;
    if (status !== 'pending') return refused(status);
    if (generation === undefined || generation > invitation.generation) return refused('outdated');
    if (generation < invitation.generation) return done(invitation);
    if (!isDomainAllowed(workspace.settings, invitation.address)) {
      return refused('domain_not_allowed');
    }
    const tooMany = await countInvite(admin, deps, invitation.address);
    if (tooMany) return refused(tooMany);
    await raiseGeneration(tx, invitation);
    const sent = { at: tx.now, inviteTtlMs: deps.inviteTtlMs };
    saveResent(tx, workspace.id, [invitation], sent);
    enqueueInvites(tx, workspace.id, [invitation]);
    return await recorded(target, 'link_replaced');
  };
  return await manageOnce(deps, requester, id, { name: 'replace', shown, carryOut });
}

/** Takes an invitation back: its link is dead. Revoking twice is the same as once. */
export async function revokeInvitation(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
  shown?: string,
): Promise<Managed> {
  const carryOut = async (target: Target): Promise<Managed> => {
    const { admin, invitation, status } = target;
    if (status === 'accepted' || status === 'declined') return refused(status);
    if (status === 'revoked') return done(invitation);
    await saveRevoked(admin.tx, invitation);
    return await recorded(target, 'invitation_revoked');
  };
  return await manageOnce(deps, requester, id, { name: 'revoke', shown, carryOut });
}

/** Does something with an invitation for an admin, once per request; a second time gives it as it is then. */
export async function manageOnce(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
  act: {
    readonly name: string;
    /** To whom it went as the admin was shown: moved meanwhile, it may be somebody whom they don't mean. */
    readonly shown?: string | undefined;
    readonly carryOut: (target: Target) => Promise<Managed>;
  },
): Promise<Managed> {
  const key = `${requester.requestKey} ${act.name} ${id}`;
  return await manage(
    deps,
    requester,
    id,
    async (target) => {
      const { admin, invitation, seen } = target;
      const { tx, workspace } = admin;
      const carryOut = async () =>
        isAnother(invitation, act.shown)
          ? refused('outdated' as const)
          : await act.carryOut(target);
      return await answerOnce(tx, workspace.id, { key, seen }, carryOut, invitation);
    },
    key,
  );
}

/**
 * Does something with an invitation for an admin, under lock; refuses everybody else. `requestKey` names the request, where
 * one that comes again is to be known.
 */
export async function manage<Done = Invitation>(
  deps: ManageDeps,
  requester: AdminRequester,
  id: InvitationId | undefined,
  act: (target: Target) => Promise<Outcome<Done, ManageRefusal>>,
  requestKey = '',
): Promise<Outcome<Done, ManageRefusal>> {
  const by = { slackUserId: requester.person.userId, requestKey };
  const select = selectLocked(requester.workspace.id, id, by);
  const outcome = await asAdminWith<LockedRow, Done, ManageRefusal>(
    deps,
    requester,
    select,
    async (admin, row) => {
      if (row.id === null) return refused('gone');
      const invitation = toInvitation(row);
      const status = invitationStatus(invitation, admin.tx.now);
      const isShown = row.shownGeneration === invitation.generation;
      return await act({ admin, invitation, status, isShown, seen: row.seen ?? undefined });
    },
  );
  if (!outcome.ok && (outcome.refusal === 'gone' || outcome.refusal === 'not_an_admin')) {
    // Our screens hardly ever lead here: somebody lost the right meanwhile, or the request is forged.
    const who = { slackUser: requester.person.userId, refusal: outcome.refusal };
    deps.log.warn({ invitation: id, ...who }, 'act on an invitation refused');
  }
  return outcome;
}

async function recorded(
  { admin, invitation }: Pick<Target, 'admin' | 'invitation'>,
  act: AuditAct,
): Promise<Managed> {
  admin.record({ act, subject: invitation.email, detail: {} });
  return done(invitation);
}
