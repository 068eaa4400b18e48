import { countOf } from '../shared/count-text.ts';
import { maxListBytes, maxListRows } from './list-file-rules.ts';
import { maxCrowd, type SourceProblem } from './source-rules.ts';

export const sourceTexts = {
  listHint: {
    withFile:
      'Paste a list as it is, from an email or a chat. You see what happens before anything is sent.',
    withoutFile:
      'Paste a list as it is: the cells of a spreadsheet, an email, a chat. You see what happens before anything is sent.',
  },
  file: {
    label: 'A file',
    hint: `A spreadsheet that was saved as CSV, or a text file. Up to ${maxListBytes / 1_048_576} MB.`,
  },
  channels: {
    label: 'Channels',
    hint: {
      public: "Everyone in them who isn't a member yet.",
      all: "Everyone in them who isn't a member yet. For a private channel, add this app to it first.",
    },
    placeholder: 'Choose channels',
  },
} as const;

/** While Slack is asked about many people, which takes a minute for sixty of them. */
export function askedSoFarText(asked: number, of: number): string {
  return `Asking Slack about ${countOf(of, 'person')}: ${asked.toLocaleString('en')} so far. This can take a minute.`;
}

const problemTexts = {
  empty: 'The file is empty. Choose another one.',
  too_large: `The file is larger than ${maxListBytes / 1_048_576} MB. Split it, or paste the list instead.`,
  too_many_rows: `The file has more than ${countOf(maxListRows, 'person')}. Invite them in several lists.`,
  spreadsheet:
    'This is a workbook. In your spreadsheet, choose "Save as" or "Download" and then CSV, or copy the cells and paste them here.',
  not_text: "This file isn't a list. Choose a CSV or text file, or paste the list here.",
  web_page:
    'Slack didn\'t let us read the file. Whoever set up this app should install it again and allow "files:read". Until then, paste the list here.',
  no_addresses: 'No email address in the file. Each should look like name@example.com.',
  not_there: "Slack doesn't have this file any more. Choose it again, or paste the list here.",
  no_answer: "Slack didn't give us the file in time. Try again: choose the file once more.",
  channel_not_seen:
    "We can't see who is in one of the channels. If it's private, add this app to it and try again.",
  people_no_answer: "Slack didn't tell us who is there in time. Try again in a minute.",
  too_many_people: `That's more than ${countOf(maxCrowd, 'person')}. Choose fewer channels or groups at a time.`,
  nobody_there: 'Nobody to invite there: only apps, or people who left.',
} as const satisfies Record<Exclude<SourceProblem['why'], 'unclosed_quote'>, string>;

/** What is wrong with what somebody chose, and what would help. */
export function sourceProblemText(problem: SourceProblem): string {
  if (problem.why !== 'unclosed_quote') return problemTexts[problem.why];
  return `In line ${problem.line.toLocaleString('en')} of the file, a quotation mark (") opens and never closes. Mend it there, and choose the file again.`;
}
