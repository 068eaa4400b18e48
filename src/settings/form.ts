import { createHash } from 'node:crypto';
import { type DisplayNameProblem, parseDisplayName } from '../shared/display-name.ts';
import { done, type Outcome, refused } from '../shared/outcome.ts';
import { cleanPasted } from '../shared/pasted-text.ts';
import { canonicalDomain } from '../shared/plain-address.ts';
import { requestsToChoices, secondStepChoices } from '../workspaces/rules.ts';
import {
  type DomainsField,
  maxDomainsLength,
  maxSeats,
  type NamedSettings,
  type SettingsField,
  type SettingsForm,
  type SettingsProblem,
  type SettingsShown,
  settingsFields,
  settingsTexts,
} from './rules.ts';

/** What a dialog that is opened now is to remember. */
export function shownSettings(now: NamedSettings): SettingsShown {
  const texts = Object.entries(settingsTexts(now));
  return Object.fromEntries(texts.map(([field, text]) => [field, digest(text)]));
}

/** Reads what a dialog remembered; whatever isn't ours is as if it knew nothing. */
export function parseShown(value: unknown): SettingsShown {
  const given = Object(value) as Record<string, unknown>;
  const known = settingsFields.filter((field) => typeof given[field] === 'string');
  return Object.fromEntries(known.map((field) => [field, given[field]]));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/**
 * The settings with what somebody changed in the dialog: only what differs from what it showed, so that nobody undoes
 * what another admin did meanwhile. Every problem at once.
 */
export function changedSettings(
  now: NamedSettings,
  shown: SettingsShown,
  form: SettingsForm,
): Outcome<NamedSettings, SettingsProblem[]> {
  const changed: Partial<Record<SettingsField, string>> = {};
  const problems: SettingsProblem[] = [];
  for (const field of settingsFields) {
    const typed = form[field];
    if (typed === undefined) continue;
    const wanted = wantedIn(field, typed, { now: settingsTexts(now)[field], shown: shown[field] });
    if (!wanted.ok) problems.push(wanted.refusal);
    else if (wanted.value !== undefined) changed[field] = wanted.value;
  }
  if (problems.length > 0) return refused(problems);
  const wanted = withChanges(now, changed);
  const { to, channel } = wanted.settings.requests;
  return to === 'channel' && channel === undefined
    ? refused([{ field: 'requestsChannel', kind: 'no_channel' }])
    : done(wanted);
}

/** What the field is to hold from now on; undefined when it stays as it is. */
function wantedIn(
  field: SettingsField,
  typed: string,
  { now, shown }: { now: string; shown: string | undefined },
): Outcome<string | undefined, SettingsProblem> {
  // Not even looked at: a name that Slack gave, say, may be none that could be typed here.
  if (digest(typed) === shown || typed === now) return done(undefined);
  const read = readField(field, typed);
  if (!read.ok) return read;
  if (digest(read.value) === shown || read.value === now) return done(undefined);
  if (shown === undefined) return refused({ field, kind: 'outdated' });
  if (digest(now) !== shown) return refused({ field, kind: 'changed_meanwhile', now });
  return read;
}

/** What was typed into a field, as it is kept and shown. */
function readField(field: SettingsField, typed: string): Outcome<string, SettingsProblem> {
  if (field === 'name') return readName(typed);
  if (field === 'allowedDomains' || field === 'approvedDomains') return readDomains(field, typed);
  return field === 'seatLimit' ? readSeatLimit(typed) : done(typed);
}

function withChanges({ name, settings }: NamedSettings, changed: SettingsForm): NamedSettings {
  const isOn = (field: SettingsField, before: boolean): boolean =>
    changed[field] === undefined ? before : changed[field] === 'on';
  const domainsIn = (field: DomainsField, before: readonly string[]): readonly string[] =>
    changed[field]?.split(', ').filter((domain) => domain !== '') ?? before;
  const { requests } = settings;
  const { seatLimit, requestsChannel } = changed;
  return {
    name: changed.name ?? name,
    settings: {
      allowedDomains: domainsIn('allowedDomains', settings.allowedDomains),
      linkWarnings: isOn('linkWarnings', settings.linkWarnings),
      slackAdminsAreAdmins: isOn('slackAdminsAreAdmins', settings.slackAdminsAreAdmins),
      seatLimit: seatLimit === undefined ? settings.seatLimit : Number(seatLimit) || undefined,
      followDeactivations: isOn('followDeactivations', settings.followDeactivations),
      joinedMessages: isOn('joinedMessages', settings.joinedMessages),
      undoSends: isOn('undoSends', settings.undoSends),
      reminders: isOn('reminders', settings.reminders),
      weeklySummary: isOn('weeklySummary', settings.weeklySummary),
      requests: {
        to: requestsToChoices.find((each) => each === changed.requestsTo) ?? requests.to,
        channel: requestsChannel === undefined ? requests.channel : requestsChannel || undefined,
        approvedDomains: domainsIn('approvedDomains', requests.approvedDomains),
      },
      secondStep:
        secondStepChoices.find((each) => each === changed.secondStep) ?? settings.secondStep,
    },
  };
}

const nameKinds = {
  empty: 'name_empty',
  too_long: 'name_too_long',
  odd_characters: 'name_odd',
} as const satisfies Record<DisplayNameProblem, string>;

/** A workspace may be called whatever a person may; blanks and control characters in it become one blank. */
function readName(typed: string): Outcome<string, SettingsProblem> {
  const name = parseDisplayName(typed.replace(/[\p{Cc}\p{Z}]+/gu, ' '));
  return name.ok ? name : refused({ field: 'name', kind: nameKinds[name.refusal] });
}

function readDomains(field: DomainsField, typed: string): Outcome<string, SettingsProblem> {
  const words = cleanPasted(typed).split(/[\s,;\u3001]+/);
  const read = words
    .map((word) => ({ word, bare: bareDomain(word) }))
    .filter(({ bare }) => bare !== '')
    .map(({ word, bare }) => ({ word, domain: canonicalDomain(bare) }));
  const wrong = read.flatMap(({ word, domain }) => (domain === undefined ? word : []));
  if (wrong.length > 0) return refused({ field, kind: 'not_a_domain', wrong });
  const domains = [...new Set(read.map(({ domain }) => domain))].join(', ');
  if (domains.length > maxDomainsLength) return refused({ field, kind: 'too_many_domains' });
  return done(domains);
}

/** A domain without what is pasted along with it: a web address around it, an @ before it, a full stop behind it. */
function bareDomain(word: string): string {
  return word
    .replace(/^["'<(]+|["'>)]+$/g, '')
    .replace(/^https?:\/\/([^/?#:]+).*$/i, '$1')
    .replace(/^@/, '')
    .replace(/[./]$/, '');
}

function readSeatLimit(typed: string): Outcome<string, SettingsProblem> {
  const text = cleanPasted(typed).trim();
  // Whole thousands, parted in whichever way people part them: 1,000 or 1.000 or 1 000.
  const isParted = /^[1-9]\d{0,2}([,.'\s])\d{3}(?:\1\d{3})*$/.test(text);
  const number = isParted ? text.replace(/\D/g, '') : text;
  const limit = Number(number);
  const isLimit = /^\d{0,7}$/.test(number) && (number === '' || (limit >= 1 && limit <= maxSeats));
  if (!isLimit) return refused({ field: 'seatLimit', kind: 'not_a_seat_limit' });
  return done(number === '' ? '' : String(limit));
}
