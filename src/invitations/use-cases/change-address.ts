import { cancelWaitingOf } from '../../delivery/api.ts';
import { asAdminReader } from '../../members/api.ts';
import type { ActingRequester } from '../../members/rules.ts';
import { after } from '../../shared/clock.ts';
import { parseEmailAddress } from '../../shared/email-address.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { likelyAddress } from '../../shared/likely-domain.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { EmailAddress } from '../../shared/plain-address.ts';
import { findUsedDomains } from '../domains-store.ts';
import { findStandings } from '../many-store.ts';
import { saveAddress } from '../mend-store.ts';
import {
  type AddressRefusal,
  type Invitation,
  inviteDmNotice,
  inviteEmailNotice,
  inviteRefusal,
  noStanding,
  reminderDmNotice,
  reminderEmailNotice,
} from '../rules.ts';
import { cancelReasons } from '../texts/notices.ts';
import { validityMs } from '../validity-rules.ts';
import { enqueueFirstInvites } from './enqueue-invites.ts';
import { hasSeatFor, inviterOf } from './invite.ts';
import { countInvite } from './limits.ts';
import { type ManageDeps, type Managed, manageOnce, type Target } from './manage.ts';

/** To which address an invitation is to go. */
export interface NewAddress {
  readonly typed: string;
  /** The link that the one who asks knows of: another one may be somebody else's by now. */
  readonly generation: number | undefined;
  /** They were asked whether they meant another address, and didn't. */
  readonly isSure: boolean;
}

/**
 * Sends an open invitation to another address, with another link: the old one is dead, and what waits for the old
 * address isn't sent. Refused with what was probably meant where the address looks like a slip.
 */
export async function changeAddress(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
  { typed, generation, isSure }: NewAddress,
): Promise<Outcome<Invitation, AddressRefusal>> {
  const to = parseEmailAddress(typed);
  if (!to.ok) return to;
  const meant = isSure ? undefined : await meantBy(deps, requester, to.value);
  if (meant !== undefined) return refused({ meant });
  const carryOut = (target: Target) => moveTo(deps, target, to.value, generation);
  return await manageOnce(deps, requester, id, { name: `address ${to.value.address}`, carryOut });
}

async function meantBy(
  deps: ManageDeps,
  requester: ActingRequester,
  to: EmailAddress,
): Promise<string | undefined> {
  const used = await asAdminReader(deps, requester, async ({ tx, workspace }) =>
    done(await findUsedDomains(tx, workspace.id)),
  );
  return used.ok ? likelyAddress(to, used.value) : undefined;
}

async function moveTo(
  deps: ManageDeps,
  { admin, invitation, status }: Target,
  to: EmailAddress,
  generation: number | undefined,
): Promise<Managed> {
  const { tx, workspace, actor, record } = admin;
  const { address, email } = to;
  if (status !== 'pending' && status !== 'expired') return refused(status);
  if (address === invitation.address) return refused('same_address');
  if (generation !== invitation.generation) return refused('outdated');
  const standing = (await findStandings(tx, workspace.id, [address])).get(address) ?? noStanding;
  const by = { actor, settings: workspace.settings };
  const refusal = inviteRefusal({ address, role: invitation.role }, standing, by);
  if (refusal) return refused(refusal);
  if (standing.open) return refused('already_invited');
  if (!(await hasSeatFor(tx, workspace, invitation))) return refused('seats_full');
  const tooMany = await countInvite(admin, deps, address);
  if (tooMany) return refused(tooMany);
  const expiresAt = after(tx.now, validityMs(invitation.validDays, deps.inviteTtlMs));
  const moved = { ...invitation, ...to, generation: invitation.generation + 1, expiresAt };
  saveAddress(tx, invitation, to, inviterOf(actor), { at: tx.now, expiresAt });
  const notices = [inviteEmailNotice, inviteDmNotice, reminderEmailNotice, reminderDmNotice];
  cancelWaitingOf(tx, { ...invitation, notices }, cancelReasons.addressChanged);
  enqueueFirstInvites(tx, workspace.id, [moved]);
  record({ act: 'invited_address_changed', subject: email, detail: { was: invitation.email } });
  return done(moved);
}
