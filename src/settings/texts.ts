import { countOf } from '../shared/count-text.ts';
import { maxDisplayNameLength } from '../shared/display-name.ts';
import { cut } from '../shared/mrkdwn.ts';
import type { AuditEntry } from '../workspaces/audit-rules.ts';
import {
  type RequestsTo,
  requestsToChoices,
  type SecondStepFor,
  secondStepChoices,
  type WorkspaceSettings,
} from '../workspaces/rules.ts';
import {
  maxDomainsLength,
  maxSeats,
  type NamedSettings,
  type SettingsField,
  type SettingsProblem,
  settingsFields,
  settingsTexts,
} from './rules.ts';

const number = (count: number): string => count.toLocaleString('en');
const exampleDomains = 'acme.com, acme.org';

/** What the dialog is called; a title holds 24 characters. */
export const settingsTitle = 'Team settings';

/** What the fields are called, in the dialog and above what they hold. */
export const settingsLabels = {
  name: 'Workspace name',
  allowedDomains: 'Allowed email domains',
  linkWarnings: 'Warn when an invite link is posted',
  slackAdminsAreAdmins: 'Slack owners and admins are admins here too',
  followDeactivations: 'Remove people who are deactivated in Slack',
  joinedMessages: 'Tell inviters when someone joins',
  undoSends: 'Wait 10 seconds before sending, with Undo',
  reminders: 'Remind people before their link expires',
  weeklySummary: "Tell inviters once a week who hasn't joined",
  seatLimit: 'Seat limit',
  requestsTo: 'Requests from members',
  requestsChannel: 'Channel for requests',
  approvedDomains: 'Domains that are approved right away',
  secondStep: 'Second step',
} as const satisfies Record<SettingsField, string>;

/** What stands below the fields. */
export const settingsHints = {
  name: 'Shown in invitations and on the sign-up page.',
  allowedDomains: `Separate domains with commas, like ${exampleDomains}. Leave it empty to allow any. Checked when inviting and when joining.`,
  linkWarnings:
    'When someone posts an invite link in Slack, a message below says that it only works for the first person to use it.',
  slackAdminsAreAdmins:
    "They don't have to join first, and neither does whoever installed the app. When off, only members with the role Admin are admins.",
  followDeactivations: 'They lose access right away, and invitations they sent are revoked.',
  joinedMessages:
    'By direct message. For a list, the first is announced right away and the others together.',
  undoSends:
    'What you send from the dialog goes out 10 seconds later, so that you can undo it. Lists and what you send by command go out right away.',
  reminders:
    'Two days before, once, with the same link. Links that work for less than four days expire without a reminder.',
  weeklySummary: 'By a direct message, as long as an invitation they sent is open.',
  seatLimit: 'Counts members and pending invitations. Leave it empty for no limit.',
  requestsTo: 'Members can ask to have someone invited. Admins approve or deny it with a button.',
  requestsChannel:
    'Everyone in it can read the requests; only admins can decide. It takes effect when requests go to one channel.',
  approvedDomains: `Members get people at these domains invited without asking. Separate domains with commas, like ${exampleDomains}.`,
  secondStep:
    'A code from an authenticator app, after the password. Whoever is asked for one and has none sets it up first, and nothing else opens until then. Signing in without a password needs none.',
} as const satisfies Record<SettingsField, string>;

/** What else stands in the dialog and in the settings' tab. */
export const settingsTabTexts = {
  on: 'On',
  off: 'Off',
  save: 'Save',
  cancel: 'Cancel',
  billing: 'Billing',
  edit: 'Edit settings',
  manageBilling: 'Manage billing',
} as const;

/** Where requests go. */
export const requestsToTexts = {
  off: 'Off',
  admins: 'To all admins, by direct message',
  channel: 'To one channel',
} as const satisfies Record<RequestsTo, string>;

/** Whom a second step is asked of. */
export const secondStepTexts = {
  optional: 'Optional',
  admins: 'For admins',
  everybody: 'For everybody',
} as const satisfies Record<SecondStepFor, string>;

/** What the app says in a channel that it is to post requests to: it also shows that it can. */
export const requestsHereText =
  'From now on, requests to have someone invited are posted here. Admins decide with the buttons below them.';

/** Which domains may be invited, in words. */
export function domainsText({ allowedDomains }: WorkspaceSettings): string {
  return allowedDomains.join(', ') || 'any';
}

/** How many seats are in use, and of how many. */
export function seatsText(seats: number, limit: number | undefined): string {
  const used =
    limit === undefined
      ? `${countOf(seats, 'seat')} used · no limit`
      : `${number(seats)} of ${countOf(limit, 'seat')} used`;
  return `${used} · members and pending invitations count`;
}

/** What was changed, in words for the record; empty when nothing was. */
export function settingsChanges(before: NamedSettings, after: NamedSettings): string {
  const [old, fresh] = [before.settings, after.settings];
  const turned = (field: keyof typeof switchNames) =>
    old[field] !== fresh[field] && `turned ${fresh[field] ? 'on' : 'off'} ${switchNames[field]}`;
  const changes = [
    before.name !== after.name && `renamed the workspace to “${after.name}”`,
    domainsText(old) !== domainsText(fresh) && `allowed ${newDomainsText(fresh)}`,
    turned('linkWarnings'),
    turned('slackAdminsAreAdmins'),
    turned('followDeactivations'),
    turned('joinedMessages'),
    turned('undoSends'),
    turned('reminders'),
    turned('weeklySummary'),
    old.seatLimit !== fresh.seatLimit && newLimitText(fresh),
    old.requests.to !== fresh.requests.to && newRequestsText(fresh.requests.to),
    old.requests.channel !== fresh.requests.channel && newChannelText(fresh.requests.channel),
    old.requests.approvedDomains.join() !== fresh.requests.approvedDomains.join() &&
      newApprovedText(fresh),
    old.secondStep !== fresh.secondStep && newSecondStepText(fresh.secondStep),
  ];
  return changes.filter((change) => change !== false).join('; ');
}

/** What the record says of it: each setting with how it was and is; what ended with the rights of Slack's admins stands there. */
export function settingEntries(
  before: NamedSettings,
  after: NamedSettings,
  ended: Readonly<Record<string, string>>,
): Omit<AuditEntry, 'actor'>[] {
  const [old, fresh] = [settingsTexts(before), settingsTexts(after)];
  return settingsFields
    .filter((field) => old[field] !== fresh[field])
    .map((field) => ({
      act: 'setting_changed',
      subject: settingsLabels[field],
      detail: {
        was: settingText(field, old[field]),
        now: settingText(field, fresh[field]),
        ...(field === 'slackAdminsAreAdmins' && ended),
      },
    }));
}

/** How a setting is, in words, from what its field holds. */
function settingText(field: SettingsField, held: string): string {
  const { on, off } = settingsTabTexts;
  if (field === 'requestsTo') {
    return requestsToTexts[requestsToChoices.find((to) => to === held) ?? 'off'];
  }
  if (field === 'secondStep') {
    return secondStepTexts[secondStepChoices.find((to) => to === held) ?? 'optional'];
  }
  const empty: Partial<Record<SettingsField, string>> = {
    allowedDomains: 'any',
    seatLimit: 'no limit',
  };
  if (held === '') return empty[field] ?? 'none';
  return { on, off }[held] ?? held;
}

const switchNames = {
  linkWarnings: 'warnings about posted links',
  slackAdminsAreAdmins: 'admin rights for Slack owners and admins',
  followDeactivations: 'removal of people deactivated in Slack',
  joinedMessages: 'messages about people who join',
  undoSends: 'a wait of 10 seconds before sending',
  reminders: 'reminders before links expire',
  weeklySummary: 'weekly messages about open invitations',
} as const;

function newRequestsText(to: RequestsTo): string {
  const texts = {
    off: 'turned off requests',
    admins: 'had requests sent to all admins',
    channel: 'had requests posted to a channel',
  } as const satisfies Record<RequestsTo, string>;
  return texts[to];
}

function newSecondStepText(to: SecondStepFor): string {
  const texts = {
    optional: 'made the second step optional',
    admins: 'asked admins for a second step',
    everybody: 'asked everybody for a second step',
  } as const satisfies Record<SecondStepFor, string>;
  return texts[to];
}

function newChannelText(channel: string | undefined): string {
  return channel === undefined
    ? 'removed the channel for requests'
    : 'chose a channel for requests';
}

function newApprovedText({ requests: { approvedDomains } }: WorkspaceSettings): string {
  return approvedDomains.length === 0
    ? 'stopped approving domains right away'
    : `had ${approvedDomains.join(', ')} approved right away`;
}

function newDomainsText({ allowedDomains }: WorkspaceSettings): string {
  return allowedDomains.length === 0 ? 'any email domain' : `only ${allowedDomains.join(', ')}`;
}

function newLimitText({ seatLimit }: WorkspaceSettings): string {
  return seatLimit === undefined
    ? 'removed the seat limit'
    : `set the seat limit to ${number(seatLimit)}`;
}

/** What came of saving the dialog, without what ended with it. */
export function settingsSavedText(changes: string): string {
  return changes === '' ? '✅ Settings saved.' : `✅ Settings saved: ${cut(changes, 500)}.`;
}

const problemTexts = {
  name_empty: 'Enter a name for the workspace.',
  name_too_long: `Names can have up to ${maxDisplayNameLength} characters.`,
  name_odd: "The name contains characters we can't display. Please remove them.",
  too_many_domains: `That's too many domains. The list can have up to ${number(maxDomainsLength)} characters.`,
  not_a_seat_limit: `Enter a whole number from 1 to ${number(maxSeats)}, or leave it empty.`,
  no_channel: 'Choose a channel, or have requests sent to all admins.',
  cannot_post: "We can't post there. Add this app to the channel (Integrations), then save again.",
  would_lock_out:
    'That would leave the workspace without an admin. First make a member who is in Slack an admin, and ask them to open this app once.',
  outdated: 'This dialog is from an older version of the app. Close it and open it again.',
} as const;

/** What is wrong with a field. */
export function settingsProblemText(problem: SettingsProblem): string {
  if (problem.kind === 'not_a_domain') return wrongDomainsText(problem.wrong);
  return problem.kind === 'changed_meanwhile'
    ? changedMeanwhileText(problem.now)
    : problemTexts[problem.kind];
}

const maxNamed = 3;

function wrongDomainsText(wrong: readonly string[]): string {
  const named = wrong.slice(0, maxNamed).map((word) => `“${cut(word, 60)}”`);
  const more = wrong.length - named.length;
  const all = new Intl.ListFormat('en').format([...named, ...(more > 0 ? [`${more} more`] : [])]);
  const are = wrong.length === 1 ? "isn't a domain" : "aren't domains";
  return `${all} ${are}. Separate domains with commas, like ${exampleDomains}.`;
}

function changedMeanwhileText(now: string): string {
  const open = 'close this dialog and open it again to change it.';
  return now === ''
    ? `Another admin has just emptied this. Leave it empty to keep that, or ${open}`
    : `Another admin has just changed this to “${cut(now, 200)}”. Enter the same here to keep that, or ${open}`;
}
