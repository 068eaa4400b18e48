import type { ListedMember, Role } from '../members/rules.ts';
import {
  type InvitationId,
  type MemberId,
  parseInvitationId,
  parseMemberId,
} from '../shared/ids.ts';
import type { PromisedTool } from '../tools/given-rules.ts';
import { type ListedEntry, personWithEmail } from '../workspaces/audit-rules.ts';
import type { EmailDelivery, ListedInvitation } from './rules.ts';

/** Somebody whom admins look at: a member, or whoever was invited. */
export type PersonRef =
  | { readonly kind: 'member'; readonly id: MemberId }
  | { readonly kind: 'invitation'; readonly id: InvitationId };

/** Reads from outside who is meant; undefined when it is nobody. */
export function parsePersonRef(value: unknown): PersonRef | undefined {
  const [kind, id] = typeof value === 'string' ? value.split(':') : [];
  const memberId = kind === 'member' ? parseMemberId(id) : undefined;
  if (memberId) return { kind: 'member', id: memberId };
  const invitationId = kind === 'invitation' ? parseInvitationId(id) : undefined;
  return invitationId && { kind: 'invitation', id: invitationId };
}

/** One of the messages in which somebody was invited, or reminded of it. */
export interface InviteDelivery extends EmailDelivery {
  readonly channel: 'email' | 'slack_dm';
  readonly isReminder: boolean;
  readonly at: Date;
  /** The address that it went to, where that isn't the invitation's any more. */
  readonly formerAddress: string | undefined;
}

/** Somebody who let others in. */
export interface Inviter {
  readonly name: string;
  /** Null for whoever never had an account. */
  readonly email: string | null;
  readonly isRemoved: boolean;
}

/** Somebody who joined by another's invitation. */
export interface BroughtIn {
  readonly id: InvitationId;
  /** When they joined. */
  readonly at: Date;
  /** What leads to their card. */
  readonly ref: PersonRef;
  readonly name: string;
  readonly email: string;
  /** Undefined when nothing is left of their account. */
  readonly role: Role | undefined;
  readonly isRemoved: boolean;
}

/** What admins see of one person. */
export interface PersonCard {
  readonly ref: PersonRef;
  /** Undefined while they have no account, and once it is closed. */
  readonly member: ListedMember | undefined;
  /** Undefined for whoever became a member without one. */
  readonly invitation: ListedInvitation | undefined;
  /** What they get by joining, as long as they can join. */
  readonly tools: readonly PromisedTool[];
  /** Whether other tools can be given to them. */
  readonly hasChoice: boolean;
  /** The latest messages with the invitation, newest first. */
  readonly deliveries: readonly InviteDelivery[];
  /** Who invited them, who invited those, and so on. */
  readonly inviters: readonly Inviter[];
  /** Whether there are others before these. */
  readonly hasMoreInviters: boolean;
  /** How many people they brought in; undefined when those are very many. */
  readonly brought: number | undefined;
  /** What was done with them, newest first. */
  readonly history: readonly ListedEntry[];
  readonly now: Date;
}

/**
 * The address that an invitation went to before it was changed to one of the known ones, and until when; undefined when no
 * other is found among the entries from some moment on.
 */
export function formerAddress(
  entries: readonly ListedEntry[],
  known: readonly string[],
  since: Date,
): { readonly email: string; readonly until: Date } | undefined {
  const isKnown = (email: string) => known.some((each) => isSame(each, email));
  const change = entries.find(
    ({ act, subject, detail: { was = '' }, at }) =>
      act === 'invited_address_changed' && at >= since && isKnown(subject) && !isKnown(was),
  );
  return change && { email: change.detail.was ?? '', until: change.at };
}

/** Of entries about an address, newest first, those from when an invitation was moved there; all when it never was. */
export function sinceMoved(entries: readonly ListedEntry[], email: string): readonly ListedEntry[] {
  const moved = entries.findIndex(
    ({ act, subject }) => act === 'invited_address_changed' && isSame(subject, email),
  );
  return moved < 0 ? entries : entries.slice(0, moved + 1);
}

/** The addresses to which an invitation was changed that went to one of the known ones, and that aren't known themselves. */
export function movedTo(entries: readonly ListedEntry[], known: readonly string[]): string[] {
  const isKnown = (email: string) => known.some((each) => isSame(each, email));
  const to = entries
    .filter(({ act, detail }) => act === 'invited_address_changed' && isKnown(detail.was ?? ''))
    .map(({ subject }) => subject);
  return to.filter(
    (email, index) => !isKnown(email) && to.findIndex((each) => isSame(each, email)) === index,
  );
}

/** Whether it is a whole address. */
export function isAddress(text: string): boolean {
  return personWithEmail(text).length > 0;
}

/** Whether two texts are the same address, however they are written. */
export function isSame(one: string, other: string): boolean {
  const [[first], [second]] = [personWithEmail(one), personWithEmail(other)];
  return first !== undefined && first.person === second?.person;
}

/** Entries newest first, each once. */
export function latest(entries: readonly ListedEntry[]): ListedEntry[] {
  const each = new Map(entries.map((entry) => [entry.id, entry]));
  return [...each.values()].toSorted(
    (a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1),
  );
}

/** People whom somebody may mean: members first, then whoever has no account, each newest first. */
export interface FoundPeople {
  readonly members: readonly ListedMember[];
  readonly invitations: readonly ListedInvitation[];
  readonly now: Date;
}

/** Each person once: members, and of everybody else who was invited the invitation that counts. */
export function eachOnce(
  members: readonly ListedMember[],
  invited: readonly ListedInvitation[],
): Omit<FoundPeople, 'now'> {
  const each = new Map(members.map((member) => [member.id, member]));
  const joinedBy = new Set(members.map(({ invitationId }) => invitationId));
  const isMembers = addressesOf(members);
  const counting = new Map<string, ListedInvitation>();
  for (const invitation of invited.toReversed()) {
    const other = counting.get(invitation.address);
    if (!other || rank(invitation) >= rank(other)) counting.set(invitation.address, invitation);
  }
  return {
    members: [...each.values()],
    invitations: invited.filter(
      (one) =>
        counting.get(one.address) === one && !joinedBy.has(one.id) && !isMembers.has(one.address),
    ),
  };
}

/** The addresses of used invitations at which none of the members is, each once: somebody else may be a member there by now. */
export function usedElsewhere(
  members: readonly ListedMember[],
  invited: readonly ListedInvitation[],
): string[] {
  const isMembers = addressesOf(members);
  const used = invited.filter((one) => one.acceptedAt && !isMembers.has(one.address));
  return [...new Set(used.map(({ address }) => address))];
}

function addressesOf(members: readonly ListedMember[]): ReadonlySet<string> {
  const theirs = members.flatMap(({ email }) => personWithEmail(email));
  return new Set(theirs.map(({ person }) => person));
}

/** Of one address, the open one or the one by which somebody is a member counts, however old it is; else the newest. */
function rank({ acceptedAt, revokedAt, removedAt }: ListedInvitation): number {
  return revokedAt || (acceptedAt && removedAt) ? 0 : 1;
}
