import type { ListedMember, Role } from '../members/rules.ts';
import {
  type InvitationId,
  type MemberId,
  parseInvitationId,
  parseMemberId,
} from '../shared/ids.ts';
import type { PromisedTool } from '../tools/given-rules.ts';
import type { ListedEntry } from '../workspaces/audit-rules.ts';
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

/** One of the messages in which somebody was invited. */
export interface InviteDelivery extends EmailDelivery {
  readonly channel: 'email' | 'slack_dm';
  readonly at: Date;
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

/** People whom somebody may mean: members first, then whoever has no account, each newest first. */
export interface FoundPeople {
  readonly members: readonly ListedMember[];
  readonly invitations: readonly ListedInvitation[];
  readonly now: Date;
}
