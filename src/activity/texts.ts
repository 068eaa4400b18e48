import type { DownloadRefusal } from './rules.ts';

/** The Activity view of an admin's Home tab. */
export const activityTexts = {
  title: 'Activity',
  find: 'Find a person',
  all: 'All',
  nothing: 'Nothing yet.',
  nothingOf: 'Nothing here. Older entries may not say whom they were about.',
  of: (boldName: string) => `${boldName}: what they did, and what was done with them.`,
  gone: "We can't find this person any more.",
  withoutAccount: 'Slack admin without an account',
  download: 'Download as CSV',
  downloadNeedsAccount:
    'To download this as CSV, you need an account here with the role Admin: invite yourself, then join.',
} as const;

/** The page from which the activity is downloaded. */
export const downloadPageTexts = {
  title: (workspace: string) => `Activity: ${workspace}`,
  heading: 'Activity',
  lead: <Piece>(workspace: Piece) => [
    'Everything that was done in ',
    workspace,
    ' within the last year, newest first, as a CSV file.',
  ],
  leadOf: <Piece>(name: Piece, workspace: Piece) => [
    'What ',
    name,
    ' did in ',
    workspace,
    ' within the last year, and what was done with them, newest first, as a CSV file.',
  ],
  recorded: 'The download is recorded, too.',
  download: 'Download as CSV',
  all: 'Everybody instead',
  account: 'Your account',
  gone: "We can't find this person. This is everybody's activity.",
} as const;

/** Why somebody can't have it, and what to do. */
export const refusedTexts = {
  not_an_admin: {
    title: 'Only admins can see the activity',
    lead: "Your account here doesn't have the role Admin. If you need the list, ask one of your admins.",
  },
  has_left: {
    title: 'The activity is closed',
    lead: 'Your workspace no longer uses this app in Slack. Once it is installed again, admins can download the activity.',
  },
} as const satisfies Record<DownloadRefusal, { title: string; lead: string }>;
