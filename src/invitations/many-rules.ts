import type { Actor, Role } from '../members/rules.ts';
import type { EmailAddress } from '../shared/plain-address.ts';
import type { WorkspaceSettings } from '../workspaces/rules.ts';
import {
  type AddressStanding,
  type DayLimitReached,
  type Invitation,
  type InviteRefusal,
  invitationStatus,
  inviteRefusal,
} from './rules.ts';
import { wasJustSent } from './sent-rules.ts';

/** Somebody who is to be invited together with others. */
export interface Invitee {
  readonly to: EmailAddress;
  readonly role: Role;
  /** What the list calls them. */
  readonly suggestedName: string | undefined;
}

/** What happens to an invitee: `later` when a limit of the day lets no more be sent now. */
export type Fate =
  | { readonly kind: 'invite'; readonly open: Invitation | undefined }
  | { readonly kind: 'sent_just_now'; readonly open: Invitation }
  | { readonly kind: 'refused'; readonly refusal: InviteRefusal }
  | { readonly kind: 'later'; readonly tooMany: DayLimitReached };

/** How much may be sent at the moment. */
export interface InviteRoom {
  /** Seats that are free; Infinity where there may be any number. */
  readonly seats: number;
  /** How many more invitations the limits of the day allow, and which of them ends first. */
  readonly sends: number;
  readonly tooMany: DayLimitReached;
  /** Addresses that have been sent enough, with how long that lasts. */
  readonly fullMailboxes: ReadonlyMap<string, number>;
}

/**
 * What happens to each of them, in their order, as if they were invited one after the other: seats and limits are used
 * up by those before. Both the look at what will happen and the sending ask this.
 */
export function decideAll(
  invitees: readonly Invitee[],
  by: { readonly actor: Actor; readonly settings: WorkspaceSettings; readonly now: Date },
  standings: ReadonlyMap<string, AddressStanding>,
  room: InviteRoom,
): Fate[] {
  let { seats, sends } = room;
  return invitees.map(({ to: { address }, role }): Fate => {
    const standing = standings.get(address) ?? { open: undefined, isMember: false };
    const { open } = standing;
    const refusal = inviteRefusal({ address, role }, standing, by);
    if (refusal) return { kind: 'refused', refusal };
    if (open?.role === role && wasJustSent(open, by.now)) return { kind: 'sent_just_now', open };
    // A pending invitation has its seat already.
    const takesSeat = !open || invitationStatus(open, by.now) !== 'pending';
    if (takesSeat && seats <= 0) return { kind: 'refused', refusal: 'seats_full' };
    const waitMs = room.fullMailboxes.get(address);
    if (waitMs !== undefined) {
      return { kind: 'refused', refusal: { tooMany: 'to_address', waitMs } };
    }
    // Also whoever waits for a limit will need their seat.
    if (takesSeat) seats -= 1;
    if (sends <= 0) return { kind: 'later', tooMany: room.tooMany };
    sends -= 1;
    return { kind: 'invite', open };
  });
}
