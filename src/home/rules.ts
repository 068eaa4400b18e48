import type { RecentImport } from '../imports/rules.ts';
import {
  type InvitationFilter,
  invitationFilters,
  type ListedInvitation,
} from '../invitations/rules.ts';
import type { ListedMember } from '../members/rules.ts';
import { firstPage, type ListPage, type ListPlace, parseListPlace } from '../shared/listing.ts';
import { cut } from '../shared/mrkdwn.ts';
import { searchText } from '../shared/search-text.ts';
import type { AuditEntry, Workspace } from '../workspaces/rules.ts';

export type HomeTabName = 'invitations' | 'members' | 'settings';

export const homeTabNames = [
  'invitations',
  'members',
  'settings',
] as const satisfies readonly HomeTabName[];

/** Where in the Home tab somebody is. It travels inside the view, so any process can answer. */
export interface HomeState {
  readonly tab: HomeTabName;
  readonly filter: InvitationFilter;
  /** What the list is searched for. */
  readonly text: string;
  readonly place: ListPlace;
}

export const freshHome: HomeState = {
  tab: 'invitations',
  filter: 'all',
  text: '',
  place: firstPage,
};

/** What the Home tab of an admin shows. */
export interface AdminHome {
  readonly workspace: Workspace;
  readonly state: HomeState;
  readonly now: Date;
  readonly invitationTotal: number;
  readonly expiredTotal: number;
  readonly memberTotal: number;
  readonly body:
    | {
        readonly tab: 'invitations';
        readonly page: ListPage<ListedInvitation>;
        /** The lists that were sent of late. */
        readonly imports: readonly RecentImport[];
        /** How many requests are open. */
        readonly requests: number;
      }
    | { readonly tab: 'members'; readonly page: ListPage<ListedMember> }
    | {
        readonly tab: 'settings';
        readonly seats: number;
        readonly acts: readonly (AuditEntry & { at: Date })[];
      };
}

/** A DM to the admins of a team: no email can be sent. */
export const mailTroubleDmNotice = 'home.mail_trouble_dm';

const maxSearchLength = 100;

/** Reads a state that comes back from a view or our own table; what it doesn't hold is as at first. */
export function parseHomeState(value: unknown): HomeState {
  const { tab, filter, text, place } = Object(value) as Record<string, unknown>;
  return {
    tab: homeTabNames.find((each) => each === tab) ?? freshHome.tab,
    filter: invitationFilters.find((each) => each === filter) ?? freshHome.filter,
    text: typeof text === 'string' ? cut(searchText(text), maxSearchLength) : '',
    place: parseListPlace(place),
  };
}
