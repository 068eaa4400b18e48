import { type Activity, activePersonText, parseActivePerson } from '../activity/rules.ts';
import type { RecentImport } from '../imports/rules.ts';
import {
  type Attention,
  type Counts,
  type InvitationFilter,
  invitationFilters,
  type ListedInvitation,
  type OwnInvitation,
} from '../invitations/rules.ts';
import type { Actor, ListedMember } from '../members/rules.ts';
import type { OpenRequests } from '../requests/rules.ts';
import { firstPage, type ListPage, type ListPlace, parseListPlace } from '../shared/listing.ts';
import type { OwnTool } from '../tools/given-rules.ts';
import type { ListedTool } from '../tools/rules.ts';
import type { ListedEntry } from '../workspaces/audit-rules.ts';
import type { Workspace } from '../workspaces/rules.ts';

/** What the Home tab of an admin can show. */
export const homeTabNames = ['invitations', 'members', 'tools', 'activity', 'settings'] as const;

export type HomeTabName = (typeof homeTabNames)[number];

/** Where in the Home tab somebody is. It travels inside the view, so any process can answer. */
export interface HomeState {
  readonly tab: HomeTabName;
  readonly filter: InvitationFilter;
  readonly place: ListPlace;
  /** Whose activity is looked at; everybody's when undefined. */
  readonly activityOf: string | undefined;
  /** Raised for every person found, so that the field is an empty one again. */
  readonly finds: number;
}

export const freshHome: HomeState = {
  tab: 'invitations',
  filter: 'open',
  place: firstPage,
  activityOf: undefined,
  finds: 0,
};

/** What may need an admin, the most pressing first; all but requests have a list that shows whom. */
const attentionKinds = ['undelivered', 'asking', 'expired', 'requests'] as const;

export type AttentionKind = (typeof attentionKinds)[number];

/** What needs an admin now. */
export interface Needed {
  /** How many people that is, each counted once. */
  readonly people: number;
  /** How many of each kind; none that there are none of. */
  readonly byKind: readonly { readonly kind: AttentionKind; readonly count: number }[];
}

/** What needs an admin now, with the open requests; undefined when nothing does. */
export function neededNow(
  { expired }: Pick<Counts, 'expired'>,
  { undelivered, asking, askingOnly }: Attention,
  requests: OpenRequests,
): Needed | undefined {
  const counts = { undelivered, asking, expired, requests: requests.all } as const satisfies Record<
    AttentionKind,
    number
  >;
  const byKind = attentionKinds
    .map((kind) => ({ kind, count: counts[kind] }))
    .filter(({ count }) => count > 0);
  const people = undelivered + expired + askingOnly + requests.alone;
  return byKind.length > 0 ? { people, byKind } : undefined;
}

/** What the Home tab of an admin shows. */
export interface AdminHome {
  readonly workspace: Workspace;
  readonly viewer: Actor;
  readonly state: HomeState;
  readonly now: Date;
  readonly counts: Counts;
  readonly body:
    | {
        readonly tab: 'invitations';
        readonly page: ListPage<ListedInvitation>;
        readonly attention: Attention;
        /** When the next of all invitations expires. */
        readonly nextExpiryAt: Date | undefined;
        /** The lists that were sent of late. */
        readonly imports: readonly RecentImport[];
        /** Theirs, while they have no account. */
        readonly own: OwnInvitation | undefined;
        readonly requests: OpenRequests;
      }
    | {
        readonly tab: 'members';
        readonly page: ListPage<ListedMember>;
        /** Who was removed or left of late. */
        readonly gone: readonly ListedEntry[];
      }
    | { readonly tab: 'tools'; readonly tools: readonly ListedTool[] }
    | { readonly tab: 'activity'; readonly activity: Activity }
    | { readonly tab: 'settings' };
}

/** What everybody else's Home tab shows: who they are here. */
export interface MemberHome {
  readonly workspace: Workspace;
  readonly viewer: Actor;
  readonly own: OwnInvitation | undefined;
  /** What they may open. */
  readonly tools: readonly OwnTool[];
}

/** A DM to the admins of a team: no email can be sent. */
export const mailTroubleDmNotice = 'home.mail_trouble_dm';

/** Reads a state that comes back from a view or our own table; what it doesn't hold is as at first. */
export function parseHomeState(value: unknown): HomeState {
  const { tab, filter, place, activityOf, finds } = Object(value) as Record<string, unknown>;
  const person = parseActivePerson(activityOf);
  return {
    tab: homeTabNames.find((each) => each === tab) ?? freshHome.tab,
    filter: invitationFilters.find((each) => each === filter) ?? freshHome.filter,
    place: parseListPlace(place),
    activityOf: person && activePersonText(person),
    finds: typeof finds === 'number' && Number.isSafeInteger(finds) ? finds : freshHome.finds,
  };
}
