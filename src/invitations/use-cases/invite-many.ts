import { emailsTo } from '../../delivery/rules.ts';
import type { Admin, AdminReader } from '../../members/api.ts';
import { countWithin, roomWithin } from '../../platform/database/rate-limit.ts';
import { after } from '../../shared/clock.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { namesOfChosen } from '../../tools/api.ts';
import { countSeats } from '../counts-store.ts';
import { decideAll, type Fate, type Invitee, type InviteRoom } from '../many-rules.ts';
import { findStandings, saveNewInvitations, saveRenewed, saveRevokedMany } from '../many-store.ts';
import type { Invitation, InviteDetails } from '../rules.ts';
import { validityMs } from '../validity-rules.ts';
import type { InvitationDeps } from './deps.ts';
import { enqueueFirstInvites, enqueueInvites } from './enqueue-invites.ts';
import { inviterOf } from './invite.ts';
import { countedOf } from './limits.ts';
import { sentEntry } from './recorded.ts';

type LimitDeps = Pick<InvitationDeps, 'inviteLimits'>;

/**
 * What would happen to each of the invitees at this moment, in their order, and how many seats are free before
 * (Infinity where there may be any number). Changes nothing.
 */
export async function decideMany(
  reader: AdminReader,
  deps: LimitDeps,
  invitees: readonly Invitee[],
): Promise<{ readonly fates: Fate[]; readonly seats: number }> {
  const { tx, workspace, actor } = reader;
  const addresses = invitees.map(({ to }) => to.address);
  const standings = await findStandings(tx, workspace.id, addresses);
  const room = await findRoom(reader, deps, addresses);
  const by = { actor, settings: workspace.settings, now: tx.now };
  return { fates: decideAll(invitees, by, standings, room), seats: room.seats };
}

async function findRoom(
  reader: AdminReader,
  deps: LimitDeps,
  addresses: readonly string[],
): Promise<InviteRoom> {
  const { tx, workspace } = reader;
  const { seatLimit } = workspace.settings;
  const seats =
    seatLimit === undefined
      ? Number.POSITIVE_INFINITY
      : seatLimit - (await countSeats(tx, workspace.id));
  const ofDay = countedOf(reader, deps);
  const toAddresses = addresses.map((address) => emailsTo(workspace.id, 'invitation', address));
  const [ofAdmin, ofWorkspace, ...mailboxes] = await roomWithin(tx, [
    ofDay.by_admin,
    ofDay.by_workspace,
    ...toAddresses,
  ]);
  if (!ofAdmin || !ofWorkspace) throw new Error('a limit without its room');
  const tooMany = ofAdmin.left <= ofWorkspace.left ? 'by_admin' : 'by_workspace';
  const { left: sends, waitMs } = tooMany === 'by_admin' ? ofAdmin : ofWorkspace;
  return {
    seats,
    sends,
    tooMany: { tooMany, perDay: ofDay[tooMany].limit.max, waitMs },
    fullMailboxes: new Map(
      addresses.flatMap((address, index) => {
        const mailbox = mailboxes[index];
        return mailbox && mailbox.left === 0 ? [[address, mailbox.waitMs] as const] : [];
      }),
    ),
  };
}

/** Somebody of whom it was decided that they are invited. */
export interface Decided {
  readonly invitee: Invitee;
  /** Their open invitation, which is renewed. */
  readonly open: Invitation | undefined;
}

/**
 * Invites all of them in the admin's transaction, in as many statements as one takes: invitations, emails and DMs,
 * record and counts. Gives the invitations' ids in the same order. It must have been decided in this transaction.
 */
export async function inviteMany(
  admin: Admin,
  deps: InvitationDeps,
  decided: readonly Decided[],
  details: InviteDetails,
): Promise<InvitationId[]> {
  const { tx, workspace, actor } = admin;
  if (decided.length === 0) return [];
  const together = {
    workspaceId: workspace.id,
    inviter: inviterOf(actor),
    expiresAt: after(tx.now, validityMs(details.validDays, deps.inviteTtlMs)),
    details,
  };
  const fresh = decided.flatMap(({ invitee, open }) => (open ? [] : [invitee]));
  const renewed = decided.flatMap(({ invitee, open }) => (open ? [{ id: open.id, invitee }] : []));
  const ids = new Map(renewed.map(({ id, invitee }) => [invitee.to.address, id]));
  if (fresh.length > 0) {
    const freshIds = saveNewInvitations(tx, together, fresh);
    const addressed = fresh.map(({ to }, index) => ({
      ...to,
      id: freshIds[index] as InvitationId,
    }));
    for (const { address, id } of addressed) ids.set(address, id);
    enqueueFirstInvites(tx, workspace.id, addressed);
  }
  if (renewed.length > 0) {
    saveRenewed(tx, together, renewed);
    const addressed = renewed.map(({ id, invitee }) => ({ ...invitee.to, id }));
    enqueueInvites(tx, workspace.id, addressed);
  }
  countAll(admin, deps, decided);
  const toolNames = await namesOfChosen(tx, workspace.id, details.toolIds);
  admin.record(
    ...decided.map(({ invitee: { to, role }, open }) => sentEntry(to, role, open, toolNames)),
  );
  return decided.map(({ invitee }) => ids.get(invitee.to.address) as InvitationId);
}

function countAll(admin: Admin, deps: LimitDeps, decided: readonly Decided[]): void {
  const ofDay = countedOf(admin, deps);
  const times = decided.length;
  countWithin(admin.tx, [
    { ...ofDay.by_admin, times },
    { ...ofDay.by_workspace, times },
    ...decided.map(({ invitee: { to } }) => ({
      ...emailsTo(admin.workspace.id, 'invitation', to.address),
      times: 1,
    })),
  ]);
}

/** Takes open invitations back in the admin's transaction: their links are dead. */
export function revokeMany(
  admin: Admin,
  invitations: readonly Pick<Invitation, 'id' | 'email'>[],
): void {
  if (invitations.length === 0) return;
  const ids = invitations.map(({ id }) => id);
  saveRevokedMany(admin.tx, admin.workspace.id, ids);
  admin.record(
    ...invitations.map(({ email }) => ({
      act: 'invitation_revoked' as const,
      subject: email,
      detail: {},
    })),
  );
}
