import { noAddressTexts } from '../invitations/texts/dialog.ts';
import { type Role, roleName, roles } from '../members/rules.ts';
import { byCount, countOf } from '../shared/count-text.ts';
import { maxListRows } from './list-file-rules.ts';
import type { ImportReason, Progress, RecentImport, RowRefusal } from './rules.ts';
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
    hint: 'They are invited at the email address in their Slack profile.',
    placeholder: 'Choose people',
  },
  message: {
    label: 'Message to all of them',
    hint: 'It stands in the email and on the page where they join.',
    placeholder: 'Welcome! We start on Monday at 9.',
  },
} as const;

/** Why nothing can be looked at. */
export const draftRefusalTexts = {
  nothing_found: 'No email address in it. Each should look like name@example.com.',
  too_many_rows: `That's more than ${countOf(maxListRows, 'person')}. Invite them in several lists.`,
  not_an_admin: 'Only admins can send invitations.',
  gone: 'This list was thrown away after a day. Nothing of it was sent. Please start again.',
  sent_already: 'This list is on its way already. You find it in Home.',
} as const satisfies Record<DraftRefusal, string>;

export const previewTexts = {
  lookAgain: 'Look again',
  close: 'Cancel',
  nothingSent: 'Nothing has been sent yet.',
  addMore: 'Add more people',
  discard: 'Discard this list',
  discarded: 'Discarded. Nothing of it was sent.',
  use: 'Use this',
  mend: 'Mend it here, or empty the field to leave it out.',
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
    one: '1 has an open invitation and gets it again',
    other: `${count.toLocaleString('en')} have an open invitation and get it again`,
  });
}

export function justSentText(count: number): string {
  return byCount(count, {
    one: '1 was invited a moment ago and gets no second email',
    other: `${count.toLocaleString('en')} were invited a moment ago and get no second email`,
  });
}

/** How many seats there are for those who would get one. */
export function seatsText(seats: number, tooFew: number): string {
  const free = seats <= 0 ? 'No seat is free' : `${countOf(seats, 'seat')} left`;
  return `${free}: ${byCount(tooFew, { one: '1 person does', other: `${countOf(tooFew, 'person')} do` })} not fit`;
}

/** How many wait for a limit of the day, of which so many go out in a day. */
export function laterText(
  count: number,
  wait: string,
  { reason, perDay }: { reason: ImportReason; perDay: number },
): string {
  const whose = reason === 'by_workspace' ? "your workspace's" : 'your';
  const go = byCount(count, { one: '1 goes', other: `${count.toLocaleString('en')} go` });
  const days = Math.ceil(count / perDay);
  const when = days === 1 ? `in ${wait}` : `over the next ${countOf(days, 'day')}`;
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
    one: '1 is no email address',
    other: `${count.toLocaleString('en')} are no email addresses`,
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
export function lineText(line: number): string {
  return line === 0 ? 'Chosen in Slack' : `Line ${line.toLocaleString('en')}`;
}

export function moreNotShownText(count: number): string {
  return `and ${count.toLocaleString('en')} more`;
}

/** A domain that is nearly another. */
export function didYouMeanText(line: number, email: string, likely: string): string {
  return `${lineText(line)}: ${email}. Did you mean ${likely}?`;
}

export const progressTexts = {
  close: 'Close',
  stop: 'Stop',
  stopQuestion: {
    title: 'Stop sending?',
    text: 'Who has been invited already stays invited. The others are not.',
    yes: 'Stop',
  },
  undo: 'Undo',
  undoQuestion: {
    title: 'Take this list back?',
    text: 'Invitations that were made by it and that nobody has accepted are revoked: their links stop working. Who has joined stays a member.',
    yes: 'Revoke them',
  },
  fix: 'Fix the rest',
  nothingToFix: 'Nothing to fix: everybody else is a member already.',
  copy: 'Copy as CSV',
  remind: "Remind who hasn't joined",
  open: 'Open',
  startedAnother: 'Invite more people',
  remindedLately: 'They were reminded within the last day.',
  csvTitle: 'Copy as CSV',
  csvNote: 'Copy it into a file or a spreadsheet.',
  csvShortened: 'Only those who were not invited are shown: the whole list is too long for Slack.',
} as const;

/** How far it is; text for mrkdwn. */
export function sendingText(sent: number, total: number): string {
  return `*Sending:* ${sent.toLocaleString('en')} of ${total.toLocaleString('en')}`;
}

/** Why it goes on later. */
export function waitsText(reason: ImportReason | undefined, at: string): string {
  const whose = reason === 'by_workspace' ? "Your workspace's" : 'Your';
  return `${whose} daily limit is reached. The rest goes out ${at}.`;
}

const reasonTexts = {
  not_an_admin: "Stopped: who started it isn't an admin any more.",
  by_admin: '',
  by_workspace: '',
} as const satisfies Record<ImportReason, string>;

/** What became of an import, in one line. */
export function endedText({ import: found, counts, joined, failed }: Progress): string {
  const invited = counts.invited + counts.invited_again;
  const notInvited = counts.refused + counts.wrong;
  const parts = [
    `${countOf(invited, 'person')} invited`,
    ...(counts.sent_just_now > 0
      ? [`${counts.sent_just_now.toLocaleString('en')} had just been invited`]
      : []),
    ...(joined > 0 ? [`${joined.toLocaleString('en')} joined`] : []),
    ...(notInvited > 0 ? [`${notInvited.toLocaleString('en')} not invited`] : []),
    ...(counts.stopped > 0
      ? [`${counts.stopped.toLocaleString('en')} not sent, as it was stopped`]
      : []),
    ...(failed > 0
      ? [
          byCount(failed, {
            one: '1 email failed',
            other: `${failed.toLocaleString('en')} emails failed`,
          }),
        ]
      : []),
  ];
  const why = found.reason ? reasonTexts[found.reason] : '';
  return `${parts.join(' · ')}${why && `. ${why}`}`;
}

/** What became of taking an import back. */
export function undoneText(count: number): string {
  return count === 0
    ? 'Nothing was left to take back.'
    : `${countOf(count, 'invitation')} revoked.`;
}

/** What became of reminding. */
export function remindedText({ sent, left }: { sent: number; left: number }): string {
  const reminded = sent === 0 ? 'Nobody was reminded' : `${countOf(sent, 'person')} reminded`;
  return left === 0 ? `${reminded}.` : `${reminded}. ${left.toLocaleString('en')} could not be.`;
}

/** The row of an import in Home. */
export function importRowText({ state, total, waiting, invited, joined }: RecentImport): string {
  const list = `List of ${total.toLocaleString('en')}`;
  if (state === 'draft') return `${list}: not sent yet`;
  if (state === 'sending') return `${list}: ${(total - waiting).toLocaleString('en')} sent so far`;
  return `${list}: ${joined.toLocaleString('en')} of ${invited.toLocaleString('en')} joined`;
}

/** Who of an import has joined since its beginner was last told. */
export function joinedDigestText(
  names: readonly string[],
  { joined, invited }: { joined: number; invited: number },
): string {
  const shown = names.slice(0, maxNames);
  const more = names.length > maxNames ? [moreNotShownText(names.length - maxNames)] : [];
  const all = `${joined.toLocaleString('en')} of ${invited.toLocaleString('en')}`;
  return `🎉 ${all} joined so far. New: ${[...shown, ...more].join(', ')}`;
}

const maxNames = 20;

/** Why somebody isn't told of by a message of their own. */
export const joinedReasons = {
  together: 'told together with others',
  later: 'gathered with those who join meanwhile',
  off: 'the team has switched these messages off',
} as const;

export const endedDmTexts = {
  done: 'Your list is done.',
  stopped: 'Your list was stopped.',
  gone: 'no list to tell about',
} as const;
