import type { Ended } from '../members/rules.ts';
import { cut } from '../shared/mrkdwn.ts';
import type { Workspace } from '../workspaces/rules.ts';

/** What the dialog with the team settings changes. */
export type NamedSettings = Pick<Workspace, 'name' | 'settings'>;

/** The dialog's fields. */
export const settingsFields = [
  'name',
  'allowedDomains',
  'linkWarnings',
  'slackAdminsAreAdmins',
  'followDeactivations',
  'joinedMessages',
  'undoSends',
  'reminders',
  'weeklySummary',
  'seatLimit',
  'requestsTo',
  'requestsChannel',
  'approvedDomains',
  'secondStep',
] as const;

export type SettingsField = (typeof settingsFields)[number];

/** The fields that hold domains. */
export type DomainsField = 'allowedDomains' | 'approvedDomains';

/** What the fields hold, `on` or `off` where one of two is chosen. A field that isn't there is left as it is. */
export type SettingsForm = Readonly<Partial<Record<SettingsField, string>>>;

/**
 * What a dialog remembers of what it showed: a digest of each field, as Slack keeps 3,000 characters of it and the
 * domains alone may have as many.
 */
export type SettingsShown = SettingsForm;

export type SettingsProblem =
  | { readonly field: 'name'; readonly kind: 'name_empty' | 'name_too_long' | 'name_odd' }
  | {
      readonly field: DomainsField;
      readonly kind: 'not_a_domain';
      readonly wrong: readonly string[];
    }
  | { readonly field: DomainsField; readonly kind: 'too_many_domains' }
  | { readonly field: 'requestsChannel'; readonly kind: 'no_channel' | 'cannot_post' }
  | { readonly field: 'seatLimit'; readonly kind: 'not_a_seat_limit' }
  | { readonly field: 'slackAdminsAreAdmins'; readonly kind: 'would_lock_out' }
  /** Somebody else has changed it since the dialog was opened, to what it holds `now`. */
  | {
      readonly field: SettingsField;
      readonly kind: 'changed_meanwhile';
      readonly now: string;
    }
  /** The dialog doesn't tell what it showed there. */
  | { readonly field: SettingsField; readonly kind: 'outdated' };

/** A name that Slack gave may be longer than one that is typed here. */
export const maxShownNameLength = 200;
/** Slack's inputs hold no more than 3,000 characters, and the list must come back whole. */
export const maxDomainsLength = 3000;
export const maxSeats = 1_000_000;

/** The settings as the dialog's fields show them. */
export function settingsTexts({ name, settings }: NamedSettings): Record<SettingsField, string> {
  const onOff = (on: boolean): string => (on ? 'on' : 'off');
  return {
    name: cut(name, maxShownNameLength),
    allowedDomains: settings.allowedDomains.join(', '),
    linkWarnings: onOff(settings.linkWarnings),
    slackAdminsAreAdmins: onOff(settings.slackAdminsAreAdmins),
    followDeactivations: onOff(settings.followDeactivations),
    joinedMessages: onOff(settings.joinedMessages),
    undoSends: onOff(settings.undoSends),
    reminders: onOff(settings.reminders),
    weeklySummary: onOff(settings.weeklySummary),
    seatLimit: settings.seatLimit === undefined ? '' : String(settings.seatLimit),
    requestsTo: settings.requests.to,
    requestsChannel: settings.requests.channel ?? '',
    approvedDomains: settings.requests.approvedDomains.join(', '),
    secondStep: settings.secondStep,
  };
}

/** What was changed, in words, and what of the invitations ended with it. */
export interface SettingsChanged extends Ended {
  readonly changes: string;
}
