/** Where in Slack's own pages an app's settings stand. */
const slackApp = 'from https://api.slack.com/apps → your app →';

/** Where the right value of a variable is found, as in "copy …". */
export const places = {
  SLACK_SIGNING_SECRET: `the Signing Secret ${slackApp} Basic Information → App Credentials`,
  SLACK_BOT_TOKEN: `the Bot User OAuth Token ${slackApp} OAuth & Permissions`,
  SLACK_CLIENT_ID: `the Client ID ${slackApp} Basic Information → App Credentials`,
  SLACK_CLIENT_SECRET: `the Client Secret ${slackApp} Basic Information → App Credentials`,
  SLACK_APP_TOKEN: `a token with connections:write ${slackApp} Basic Information → App-Level Tokens`,
} as const;

/** What to do about others that are not set. */
const advice: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(places).map(([name, place]) => [name, `copy ${place}`])),
  APP_SECRET: 'make one by `openssl rand -base64 32`',
  PUBLIC_URL: 'the https address at which people and Slack reach the app',
  MAIL_FROM: 'the address that emails come from, such as invites@company.org',
};

/** A problem as "NAME is not set", or with an example as its value, with where the value is found. */
export function withPlace(problem: string): string {
  const [, name = ''] =
    /^(\w+) is not set(?:: its value looks like an example)?$/.exec(problem) ?? [];
  const more = advice[name];
  return more ? `${problem}; ${more}` : problem;
}
