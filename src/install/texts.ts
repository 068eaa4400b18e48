import { bold } from '../shared/mrkdwn.ts';
import type { InstallRefusal } from './rules.ts';

/** The front page. */
export const frontPageTexts = {
  title: "Your team's account",
  description: "One account for your team's tools, given out from Slack.",
  lead: "One account for your team's tools, given out from Slack.",
  signIn: 'Sign in',
  invited:
    'Have an invitation? Open the link in your email or Slack message. No invitation yet? Ask an admin of your team: they send them from Slack.',
} as const;

/** The page after an installation that worked. */
export const installedTexts = {
  title: 'The app is installed',
  next: <Piece>(workspace: Piece, command: Piece) => [
    workspace,
    ' is ready. Back in Slack, type ',
    command,
    ' in any channel to invite your first people.',
  ],
  open: 'Open Slack',
};

/** Why an installation came to nothing. */
export const notInstalledTexts = {
  denied: {
    title: 'Not installed',
    message:
      'Slack said permission was denied. Nothing has changed. If apps need approval in your workspace, ask one of its owners.',
  },
  not_distributed: {
    title: 'Only for its own workspace',
    message:
      'Slack lets this app into the workspace it was made in, and no other yet. Whoever runs it can open it to more: at api.slack.com/apps, under Manage Distribution, they activate public distribution. Nothing has changed.',
  },
  slack_refused: {
    title: 'Not installed',
    message: (error: string) =>
      `Slack refused (${error}). Nothing has changed. Start again and, if it happens again, tell whoever runs this app.`,
  },
  bad_state: {
    title: 'Please start again',
    message:
      "If you've just installed the app, it's done: go back to Slack. If not, start again: this page works once, for ten minutes, and only in the browser you started in.",
  },
  code_refused: {
    title: 'Please start again',
    message:
      "Slack's answer has expired or was already used. If you've just installed the app, it's done: go back to Slack.",
  },
  whole_organisation: {
    title: 'Please pick a workspace',
    message:
      "This app is installed in one workspace at a time, not in a whole organization, so we kept nothing. Start again, and pick a workspace when Slack asks. If Slack doesn't ask, remove the app from the organization first.",
  },
  slack_down: {
    title: "We can't reach Slack",
    message: 'Nothing has changed. Wait a few minutes, then start again.',
  },
  app_refused: {
    title: 'This app needs its owner',
    message:
      "Slack doesn't accept this app's settings, so nothing has changed. Please tell whoever runs it: its log says what to fix.",
  },
} as const satisfies Record<
  Exclude<InstallRefusal, 'other_team'>,
  { title: string; message: string | ((detail: string) => string) }
>;

/** What whoever installs the app in a team that isn't let in reads. */
export const otherTeamTexts = {
  title: 'Not open to your team',
  lead: <Piece>(team: Piece) => [
    'This app is set up for another Slack team, so ',
    team,
    " can't install it here. Nothing has changed.",
  ],
  wrongTeam:
    "Picked the wrong workspace? Start again, and choose yours at the top right of Slack's page.",
  ask: <Piece>(teamId: Piece) => [
    'Should your team be let in? Ask whoever runs this app to add ',
    teamId,
    ' to INSTALL_TEAMS.',
  ],
};

/** The page where the app isn't installed by a page, as it has a bot token. */
export const byHandTexts = {
  title: 'Nothing to install here',
  lead: "This app already works in one Slack team: whoever runs it has connected it by hand. If that's your team, you'll find it in Slack, under Apps.",
} as const;

/** The way to try again. */
export const startAgain = 'Start again';

/** What whoever installed the app reads, in Slack's formatting. */
export const welcomeTexts = {
  short: (workspace: string, command: string) =>
    `Thanks for installing me! Type ${command} to invite people to ${workspace}.`,
  thanks: (workspace: string) =>
    `👋 Thanks for installing me! People join ${bold(workspace)} with personal links that work once.`,
  next: (command: string) =>
    `*Next step:* type \`${command}\` in any channel to invite your first people. You'll find all invitations and members in my Home tab. You're an admin here, and so are your Slack owners and admins.`,
} as const;

/** Why something wasn't sent. */
export const notSentReasons = {
  uninstalled: 'the app was uninstalled',
  workspaceGone: 'the workspace is gone',
} as const;
