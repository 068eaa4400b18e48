import {
  type InvitationFilter,
  invitationFilters,
  type ListedInvitation,
} from '../invitations/rules.ts';
import type { ListedMember } from '../members/rules.ts';
import { firstPage, type ListPage, type ListPlace, parseListPlace } from '../shared/listing.ts';
import { cut } from '../shared/mrkdwn.ts';
import { done, type Outcome, refused } from '../shared/outcome.ts';
import { canonicalDomain } from '../shared/plain-address.ts';
import { searchText } from '../shared/search-text.ts';
import type { AuditEntry, Workspace, WorkspaceSettings } from '../workspaces/rules.ts';

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
  /** See mostCounted. */
  readonly invitationTotal: number;
  readonly expiredTotal: number;
  readonly memberTotal: number;
  readonly body:
    | { readonly tab: 'invitations'; readonly page: ListPage<ListedInvitation> }
    | { readonly tab: 'members'; readonly page: ListPage<ListedMember> }
    | {
        readonly tab: 'settings';
        readonly seats: number;
        readonly acts: readonly (AuditEntry & { at: Date })[];
      };
}

const longestSearch = 100;

/** Reads a state that comes back from a view or our own table; what it doesn't hold is as at first. */
export function parseHomeState(value: unknown): HomeState {
  const { tab, filter, text, place } = Object(value) as Record<string, unknown>;
  return {
    tab: homeTabNames.find((each) => each === tab) ?? freshHome.tab,
    filter: invitationFilters.find((each) => each === filter) ?? freshHome.filter,
    text: typeof text === 'string' ? cut(searchText(text), longestSearch) : '',
    place: parseListPlace(place),
  };
}

/** What an admin typed into the settings. */
export interface SettingsForm {
  readonly name: string;
  readonly allowedDomains: string;
  readonly linkWarnings: boolean;
  readonly slackAdminsAreAdmins: boolean;
  readonly seatLimit: string;
  readonly followDeactivations: boolean;
}

export type SettingsProblem =
  | 'name_empty'
  | 'name_too_long'
  | 'not_a_domain'
  | 'too_many_domains'
  | 'not_a_seat_limit'
  | 'would_lock_out';

/** The field that each problem is shown at. */
export const problemFields = {
  name_empty: 'name',
  name_too_long: 'name',
  not_a_domain: 'allowedDomains',
  too_many_domains: 'allowedDomains',
  not_a_seat_limit: 'seatLimit',
  would_lock_out: 'slackAdminsAreAdmins',
} as const satisfies Record<SettingsProblem, keyof SettingsForm>;

const longestName = 80;

/** Slack's inputs hold no more than 3,000 characters, and the list must come back whole. */
export const longestDomains = 3000;
const mostSeats = 1_000_000;

/** Reads the settings' form; every problem at once. */
export function parseSettings(
  form: SettingsForm,
): Outcome<{ name: string; settings: WorkspaceSettings }, SettingsProblem[]> {
  const name = form.name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const typedDomains = form.allowedDomains.split(/[\s,;]+/).filter((typed) => typed !== '');
  const domains = typedDomains.map((typed) => canonicalDomain(typed.replace(/^@/, '')));
  const allowedDomains = [...new Set(domains.filter((domain) => domain !== undefined))];
  const typedLimit = form.seatLimit.trim();
  const seatLimit = typedLimit === '' ? undefined : Number(typedLimit);
  const isLimit = /^\d{0,7}$/.test(typedLimit) && (seatLimit ?? 1) >= 1;
  const problems: SettingsProblem[] = [
    ...(name === '' ? (['name_empty'] as const) : []),
    ...([...name].length > longestName ? (['name_too_long'] as const) : []),
    ...(domains.includes(undefined) ? (['not_a_domain'] as const) : []),
    ...(allowedDomains.join(', ').length > longestDomains ? (['too_many_domains'] as const) : []),
    ...(isLimit && (seatLimit ?? 1) <= mostSeats ? [] : (['not_a_seat_limit'] as const)),
  ];
  if (problems.length > 0) return refused(problems);
  const { linkWarnings, slackAdminsAreAdmins, followDeactivations } = form;
  const choices = { linkWarnings, slackAdminsAreAdmins, followDeactivations };
  return done({ name, settings: { allowedDomains, seatLimit, ...choices } });
}

/** What was changed, in words for the record; empty when nothing was. */
export function settingsChanges(
  before: { name: string; settings: WorkspaceSettings },
  after: { name: string; settings: WorkspaceSettings },
): string {
  const onOff = (on: boolean): string => (on ? 'on' : 'off');
  const domains = (settings: WorkspaceSettings): string =>
    settings.allowedDomains.join(', ') || 'any';
  const [old, fresh] = [before.settings, after.settings];
  return [
    before.name === after.name ? '' : `name “${after.name}”`,
    domains(old) === domains(fresh) ? '' : `allowed domains ${domains(fresh)}`,
    old.linkWarnings === fresh.linkWarnings ? '' : `link warnings ${onOff(fresh.linkWarnings)}`,
    old.slackAdminsAreAdmins === fresh.slackAdminsAreAdmins
      ? ''
      : `Slack admins count as admins ${onOff(fresh.slackAdminsAreAdmins)}`,
    old.seatLimit === fresh.seatLimit ? '' : `seat limit ${fresh.seatLimit ?? 'none'}`,
    old.followDeactivations === fresh.followDeactivations
      ? ''
      : `follow Slack deactivations ${onOff(fresh.followDeactivations)}`,
  ]
    .filter((change) => change !== '')
    .join('; ');
}
