import type { DayLimitReached } from '../invitations/rules.ts';
import { noAddressTexts } from '../invitations/texts/dialog.ts';
import { type Role, roleName, roles } from '../members/rules.ts';
import { byCount, countOf, waitText } from '../shared/count-text.ts';
import { maxListRows } from './list-file-rules.ts';
import type { ImportRow, RowRefusal } from './rules.ts';
import type { DraftRefusal } from './use-cases/draft.ts';

/** The dialog's name, on each of its pages. */
export const importTitle = 'Invite many';

export const formTexts = {
  submit: 'Next',
  reading: 'Reading your list …',
  close: 'Cancel',
  list: {
    label: 'Names and email addresses',
    placeholder: 'Ana Lima <ana@example.com>\nbo@example.com',
  },
  people: {
    label: 'People in your Slack',
    hint: "We'll invite them at the email address in their Slack profile.",
    placeholder: 'Choose people',
  },
  message: {
    label: 'Message to all of them',
    hint: 'Quoted in the email and on the page where they join.',
    placeholder: 'Welcome! We start on Monday at 9.',
  },
} as const;

/** Why nothing can be looked at. */
export const draftRefusalTexts = {
  nothing_found: 'We found no email address in it. Each should look like name@example.com.',
  too_many_rows: `That's more than ${countOf(maxListRows, 'person')}. Invite them in several lists.`,
  not_an_admin: 'Only admins can send invitations.',
  gone: "This list is gone: it was discarded, or wasn't sent within a day. Please start again.",
  sent_already: "This list is already being sent. You'll find it in Home.",
} as const satisfies Record<DraftRefusal, string>;

export const previewTexts = {
  tools: (names: string) => `They get: ${names}.`,
  lookAgain: 'Look again',
  close: 'Cancel',
  nothingSent: 'Nothing has been sent yet.',
  addMore: 'Add more people',
  discard: 'Discard this list',
  discarded: 'Discarded. Nothing was sent.',
  use: 'Use this',
  mend: 'Fix it here, or clear the field to leave it out.',
} as const;

/** The button that sends: how many go out. */
export function sendLabel(count: number): string {
  return byCount(count, {
    one: 'Send 1 invite',
    other: `Send ${count.toLocaleString('en')} invites`,
  });
}

/** How many are invited, to which role; text for mrkdwn. */
export function willBeInvitedText(counts: Readonly<Record<Role, number>>): string {
  const used = roles.filter((role) => counts[role] > 0);
  const [only, another] = used;
  if (only === undefined) return '*Nobody will be invited*';
  const all = used.reduce((sum, role) => sum + counts[role], 0);
  const who = `*${countOf(all, 'person')} will be invited*`;
  if (another === undefined) return `${who} as ${roleName(only)}`;
  const each = used.map((role) => `${counts[role].toLocaleString('en')} as ${roleName(role)}`);
  return `${who}: ${each.join(', ')}`;
}

export function againText(count: number): string {
  return byCount(count, {
    one: '1 of them already has an invitation and gets it again',
    other: `${count.toLocaleString('en')} of them already have an invitation and get it again`,
  });
}

export function justSentText(count: number): string {
  return byCount(count, {
    one: "1 more was just invited and won't get a second email",
    other: `${count.toLocaleString('en')} more were just invited and won't get a second email`,
  });
}

/** How many seats there are for those who would get one. */
export function seatsText(seats: number, tooFew: number): string {
  const free = seats <= 0 ? 'No seats left' : `${countOf(seats, 'seat')} left`;
  return `${free}: ${byCount(tooFew, { one: "1 person doesn't", other: `${countOf(tooFew, 'person')} don't` })} fit`;
}

/** How many wait for a limit of the day, of which so many go out in a day. */
export function laterText(count: number, { tooMany, perDay, waitMs }: DayLimitReached): string {
  const whose = tooMany === 'by_workspace' ? "your workspace's" : 'your';
  const go = byCount(count, { one: '1 goes', other: `${count.toLocaleString('en')} go` });
  const days = Math.ceil(count / perDay);
  const when = days === 1 ? `in ${waitText(waitMs)}` : `over the next ${countOf(days, 'day')}`;
  return `${go} out ${when}, because of ${whose} daily limit of ${perDay.toLocaleString('en')}`;
}

const refusalLabels = {
  already_member: { one: '1 is a member already', other: 'are members already' },
  oneself_as_member: { one: '1 is you: invite yourself as an Admin', other: 'are you' },
  domain_not_allowed: {
    one: "1 is at a domain that your team doesn't allow",
    other: "are at domains that your team doesn't allow",
  },
  seats_full: { one: "1 doesn't fit: no seats left", other: "don't fit: no seats left" },
  bot: { one: '1 is an app or a bot', other: 'are apps or bots' },
  group: {
    one: "1 is a group that we can't see into, so name its people one by one",
    other: "are groups that we can't see into, so name their people one by one",
  },
  to_address: {
    one: '1 has been sent as many emails as an address can get in a day',
    other: 'have been sent as many emails as an address can get in a day',
  },
} as const satisfies Partial<Record<RowRefusal, { one: string; other: string }>>;

/** Why so many aren't invited. */
export function refusedText(reason: RowRefusal, count: number): string {
  const label =
    reason in refusalLabels ? refusalLabels[reason as keyof typeof refusalLabels] : undefined;
  if (!label)
    return `${countOf(count, 'person')}: ${noAddressTexts[reason as keyof typeof noAddressTexts]}`;
  return count === 1 ? label.one : `${count.toLocaleString('en')} ${label.other}`;
}

/** Above the rows that never had an address, once the others were invited. */
export function noAddressText(count: number): string {
  return byCount(count, {
    one: "1 isn't an email address",
    other: `${count.toLocaleString('en')} aren't email addresses`,
  });
}

/** Above those that weren't sent, as it was stopped. */
export function notSentText(count: number): string {
  return byCount(count, {
    one: '1 was not sent',
    other: `${count.toLocaleString('en')} were not sent`,
  });
}

/** Above the rows that are no addresses. */
export function needALookText(count: number): string {
  return byCount(count, {
    one: '1 needs a look',
    other: `${count.toLocaleString('en')} need a look`,
  });
}

/** Where a row stood; who was chosen from a list in Slack stood in no line. */
export function lineText({ line, file }: Pick<ImportRow, 'line' | 'file'>): string {
  if (line === 0) return 'Chosen in Slack';
  return `Line ${line.toLocaleString('en')}${file === undefined ? '' : ` of ${file}`}`;
}

export function moreNotShownText(count: number): string {
  return `and ${count.toLocaleString('en')} more`;
}

/** A domain that is nearly another. */
export function didYouMeanText(
  row: Pick<ImportRow, 'line' | 'file'>,
  email: string,
  likely: string,
): string {
  return `${lineText(row)}: ${email}. Did you mean ${likely}?`;
}
