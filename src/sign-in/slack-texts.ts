// A sentence with something marked in it comes in pieces: pages say how the marked ones look.

/** The way to Slack, wherever it stands. */
export const slackButtonTexts = {
  button: 'Continue with Slack',
  /** Above what else there is. */
  or: 'or',
} as const;

/** What comes of going to Slack when it comes to nothing. Nothing says whether anybody else has an account. */
export const slackRefusedTexts = {
  denied: {
    title: 'Slack told us nothing',
    lead: 'You pressed Cancel in Slack, so nothing has changed.',
  },
  bad_state: {
    title: 'Please start again',
    lead: 'This page works once, for ten minutes, and only in the browser you started in, which has to keep cookies.',
  },
  code_refused: {
    title: 'Please start again',
    lead: "Slack's answer has expired or was already used.",
  },
  not_valid: {
    title: 'Please start again',
    lead: "What came back from Slack isn't the answer to what we asked, so we didn't use it.",
  },
  slack_down: {
    title: "We can't reach Slack",
    lead: 'Nothing has changed. Wait a few minutes and try again, or use another way.',
  },
  app_refused: {
    title: 'This app needs its owner',
    lead: "Slack doesn't accept this app's settings, so nothing has changed. Please tell whoever runs it: its log says what to fix.",
  },
  whole_organisation: {
    title: 'Please pick a workspace',
    lead: 'Slack told us about your whole organization, and we need one workspace of it. Start again, and pick yours when Slack asks.',
  },
  other_team: {
    title: 'Another Slack workspace',
    lead: "You're signed in to a Slack workspace that isn't the one this is for. Start again, and pick the right one at the top right of Slack's page.",
  },
  not_connected: {
    title: "Your Slack isn't connected yet",
    lead: 'Have an account? Sign in another way, then connect Slack on your account page. Invited? Open the link in your invitation.',
  },
  deactivated: {
    title: 'Deactivated in Slack',
    lead: "As far as we know, your Slack account is deactivated, so you can't sign in with it. If it's active again, wait a minute and try once more.",
  },
  taken: {
    title: 'You have another account here',
    lead: 'Your Slack already belongs to another account in this workspace. Sign in to that one, or ask an admin.',
  },
  signed_out: {
    title: 'Please start again',
    lead: 'Meanwhile somebody else was signed in on this browser, or nobody. Nothing has changed.',
  },
} as const;

/** Where people go on from there. */
export const slackBackTexts = {
  signIn: 'Back to sign-in',
  invitation: 'Back to your invitation',
  account: 'Back to your account',
} as const;
