import { byCount, countOf } from '../shared/count-text.ts';
import type { ImportReason, ImportRefusal, ImportTask, Progress, RecentImport } from './rules.ts';
import { draftRefusalTexts, moreNotShownText } from './texts.ts';

/** Why nothing is done with a list that was sent. */
export type ActRefusal = ImportRefusal | 'reminded_lately' | 'at_work';

export const actRefusalTexts = {
  ...draftRefusalTexts,
  reminded_lately: 'They were reminded within the last day. Try again tomorrow.',
  at_work: "We're still working on this list. Try again in a minute.",
} as const satisfies Record<ActRefusal, string>;

export const progressTexts = {
  close: 'Close',
  stop: 'Stop…',
  stopQuestion: {
    title: 'Stop sending?',
    text: "Whoever has been invited stays invited. The others won't be.",
    yes: 'Stop',
  },
  undo: 'Undo…',
  undoQuestion: {
    title: 'Take this list back?',
    text: 'Invitations that this list made and nobody has accepted yet are revoked, and their links stop working. Whoever has joined stays a member.',
    yes: 'Revoke them',
  },
  fix: 'Fix the rest',
  nothingToFix: 'Nothing to fix: everyone else is a member already.',
  copy: 'Copy as CSV',
  remind: "Remind those who haven't joined…",
  remindQuestion: {
    title: 'Remind them now?',
    text: "Everyone on this list who hasn't joined gets an email with their link again. You can do this once a day.",
    yes: 'Remind them',
  },
  open: 'Open',
  startedAnother: 'Invite more people',
  outdated: 'This list is open in newer dialogs. Open it again from Home to see its progress.',
  csvTitle: 'Copy as CSV',
} as const;

/** Above rows to be copied, which may be one part of several. */
export function csvNoteText(part: number, parts: number): string {
  if (parts === 1) return 'Copy it into a file or a spreadsheet.';
  const copy =
    part === 1 ? 'Copy it into a file or a spreadsheet' : 'Copy it below the previous part';
  const rest = part < parts ? ', then show the next part.' : '. This is the last one.';
  return `Part ${part} of ${parts}. ${copy}${rest}`;
}

/** The button that shows the next part. */
export function nextCsvText(part: number, parts: number): string {
  return `Show part ${part} of ${parts}`;
}

/** How far it is; text for mrkdwn. */
export function sendingText(sent: number, total: number): string {
  return `*Sending:* ${sent.toLocaleString('en')} of ${total.toLocaleString('en')}`;
}

/** Why it goes on later. */
export function waitsText(reason: ImportReason | undefined, at: string): string {
  const whose = reason === 'by_workspace' ? "Your workspace's" : 'Your';
  return `${whose} daily limit is reached. Sending goes on ${at}.`;
}

const reasonTexts = {
  not_an_admin: "Whoever started it isn't an admin anymore.",
  by_admin: '',
  by_workspace: '',
} as const satisfies Record<ImportReason, string>;

/** What became of an import, in one line. */
export function endedText({ import: found, counts, joined, failed, revoked }: Progress): string {
  const invited = counts.invited + counts.invited_again;
  const notInvited = counts.refused + counts.wrong;
  const parts = [
    `${countOf(invited, 'person')} invited`,
    ...(counts.sent_just_now > 0
      ? [`${counts.sent_just_now.toLocaleString('en')} had just been invited`]
      : []),
    ...(joined > 0 ? [`${joined.toLocaleString('en')} joined`] : []),
    ...(revoked > 0 ? [revokedText(revoked)] : []),
    ...(notInvited > 0 ? [`${notInvited.toLocaleString('en')} not invited`] : []),
    ...(counts.stopped > 0
      ? [`${counts.stopped.toLocaleString('en')} not sent because it was stopped`]
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

/** What became of taking an import back, or of reminding. */
export function taskText({ act, done, left }: Pick<ImportTask, 'act' | 'done' | 'left'>): string {
  if (act === 'undo') {
    return done === 0
      ? 'Nothing was left to take back.'
      : `${countOf(done, 'invitation')} revoked.`;
  }
  const reminded = done === 0 ? 'Nobody was reminded' : `${countOf(done, 'person')} reminded`;
  return left === 0 ? `${reminded}.` : `${reminded}. ${left.toLocaleString('en')} could not be.`;
}

/** How far that is; text for mrkdwn. */
export function atWorkText({ act, done }: Pick<ImportTask, 'act' | 'done'>): string {
  const what = act === 'undo' ? '*Taking it back:*' : '*Reminding:*';
  return `${what} ${done.toLocaleString('en')} so far. You can close this; it carries on by itself.`;
}

function revokedText(count: number): string {
  return `${count.toLocaleString('en')} revoked`;
}

/** The row of an import in Home. */
export function importRowText({
  state,
  total,
  waiting,
  invited,
  joined,
  revoked,
}: Omit<RecentImport, 'id' | 'at'>): string {
  const list = `List of ${total.toLocaleString('en')}`;
  if (state === 'draft') return `${list}: not sent yet`;
  if (state === 'sending') return `${list}: ${(total - waiting).toLocaleString('en')} sent so far`;
  const all = `${joined.toLocaleString('en')} of ${invited.toLocaleString('en')} joined`;
  return `${list}: ${[all, ...(revoked > 0 ? [revokedText(revoked)] : [])].join(' · ')}`;
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
  done: 'Your list has been sent.',
  stopped: 'Your list was stopped.',
  gone: 'no list to tell about',
} as const;
