/** Where somebody starts to sign in with Slack, and where Slack sends them back to; the second stands in the manifest. */
export const slackPath = '/sign-in/slack';
export const slackBackPath = '/sign-in/slack/back';
