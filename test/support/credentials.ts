/** What the app and the pretend Slack know of each other. */

/** The app with the token of its one team. */
export const secrets = {
  signingSecret: '0f1e2d3c4b5a69780f1e2d3c4b5a6978',
  botToken: 'xoxb-test-token',
};

/** What the app shows to Slack when it is installed by OAuth, or opens a connection itself. */
export const credentials = {
  clientId: '1234.5678',
  clientSecret: 'test-client-secret',
  appToken: 'xapp-1-test-token',
};

/** The environment of an app that any team can install by OAuth. */
export const byOauth = {
  INSTALL_TEAMS: 'any',
  SLACK_BOT_TOKEN: '',
  SLACK_CLIENT_ID: credentials.clientId,
  SLACK_CLIENT_SECRET: credentials.clientSecret,
};
