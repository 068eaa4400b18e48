import { lineAt } from './manifest-lines.js';

/** @import { Options } from './options.js' */
/** @import { SlackRefusal } from './slack-api.js' */

// What `npm run slack` says.

export const usage = `Usage: npm run slack -- [--url https://HOST] [--command /NAME] [--dry-run] [--yes] [--env FILE]

Makes your Slack app, and writes .env for it. Run it again to bring the app up to date.

  --url https://HOST   where Slack and your people reach the app
  --command /NAME      the name of the command; otherwise that of .env, or the one that the app has; a new app
                       gets /invite or, if Slack keeps that, /invite-member
  --dry-run            changes nothing anywhere, and says what it would do
  --yes                doesn't ask before it replaces what .env has
  --env FILE           the file to write, instead of .env
  --help               prints this

Whatever it asks for can be set in the environment instead: PUBLIC_URL, SLACK_COMMAND, SMTP_URL, MAIL_FROM,
SLACK_CONFIG_TOKEN, SLACK_CONFIG_REFRESH_TOKEN, SLACK_APP_ID.
`;

const tokensPage = 'https://api.slack.com/apps';

export const questions = {
  url: 'Where will Slack and your people reach the app (https://HOST)',
  token: 'Configuration token',
  mailServer: 'Mail server, such as smtp.example.com, or none to run without email',
  mailServerAgain: 'Mail server (none runs without email, keep leaves it as it is)',
  mailUser: 'User name there (press Enter if it asks for none)',
  mailPassword: 'Password',
  mailFrom: 'Sender of the emails',
  /** @param {readonly string[]} names @param {string} file */
  replace: (names, file) => `${file} already has ${listed(names)}. Replace?`,
};

export const says = {
  aboutToken: `Slack lets you make apps with a configuration token: open ${tokensPage}, scroll to
“Your App Configuration Tokens”, press Generate Token, and copy the access token. It isn't kept.`,
  noConfigToken:
    'That is no configuration token: they begin with xoxe.xoxp-, or xoxe- to refresh one.',
  rotated: 'The configuration token had run out. Slack has given a new one.',
  refreshTokenUsed:
    "Your refresh token is used up, and the new one isn't kept. Next time, generate another.",
  nothingChanged: 'Nothing was changed.',
  restart: '.env has changed, and the app runs: restart it, so that it reads .env again.',
  mailUnchanged: 'Your mail settings stay as they are.',
  /** @param {string} id @param {string} file */
  mailIsLeft: (id, file) =>
    `The Slack app ${id} is made, and ${file} has its secrets. Only the mail server is left: run npm run slack again to go on.`,
  /** @param {string} id @param {string} command */
  madeBefore: (id, command) => `Slack has the app ${id} already. Its command is ${command}.`,
  /** @param {string} file @param {readonly string[]} names */
  ofAnotherApp: (file, names) =>
    `${file} has ${listed(names)} of a Slack app already. If it's this one, set SLACK_APP_ID to its App ID (at ${tokensPage}, under Basic Information) to update it instead.`,
  /** @param {string} command */
  nameKept: (command) => `Slack keeps ${command} for itself, so the command gets another name.`,
  /** @param {string} id @param {string} command */
  created: (id, command) => `Slack has made the app ${id}. Its command is ${command}.`,
  /** @param {string} id @param {string} command */
  updated: (id, command) =>
    `Slack has brought the app ${id} up to date. Its command is ${command}.`,
  /** @param {string} file @param {readonly string[]} names */
  written: (file, names) => `Written to ${file}: ${names.join(', ')}.`,
  /** @param {string} url */
  scopesChanged: (url) => `It now asks for other permissions: open ${url}/slack/install again.`,
  /** @param {string} id @param {string} file @param {unknown} error */
  notWritten: (id, file, error) =>
    `${file} could not be written: ${error instanceof Error ? error.message : String(error)}
The app ${id} is there all the same. Mend that, copy its Client ID, Client Secret and Signing Secret from
${appPage(id, 'general')}, set SLACK_APP_ID=${id}, and run this again.`,
  /** @param {string} name */
  inEnvironment: (name) =>
    `${name} is also set in the environment, to something else: that counts, and not the file.`,
  /** @param {readonly string[]} problems */
  stillMissing: (problems) => `Before the app can start:\n${indented(problems)}`,
};

export const dry = {
  heading: 'A dry run: nothing is changed, at Slack or here.',
  /** @param {string} command */
  create: (command) => `It would make an app whose command is ${command}.`,
  /** @param {string} id @param {string} command */
  update: (id, command) =>
    `It would bring the app ${id} up to date. Its command would be ${command}.`,
  /** @param {string} file @param {readonly string[]} names */
  write: (file, names) => `It would write to ${file}: ${names.join(', ')}.`,
  askForMail: 'It would ask for the mail server.',
  noRotation:
    'The configuration token has run out, and a dry run takes no new one: generate another, or run it without --dry-run.',
};

export const mail = {
  trying: 'Trying the mail server …',
  works: 'The mail server answers and lets the app sign in.',
  worksUnencrypted: "The mail server answers, but the connection to it isn't encrypted.",
  noUser: 'The mail server answers.',
  silent:
    "it didn't answer within 20 seconds: check host and port, and that no firewall is between",
  /** @param {string} reason @param {string} [advice] */
  refused: (reason, advice) => `That doesn't work: ${reason}${advice ? `; ${advice}` : ''}.`,
  /** @param {string} problem */
  unreadable: (problem) => `That can't be used: it ${problem}.`,
  notASender:
    'That must be one address, such as invites@company.org or Invites <invites@company.org>.',
  kept: "Kept, although it doesn't work from here.",
};

export const reach = {
  bySocket:
    "It keeps Socket Mode, as SLACK_APP_TOKEN is set: the app fetches everything from Slack itself, so there's no address to check.",
  /** @param {string} url */
  answers: (url) => `${url} answers, and takes what is signed with your Signing Secret.`,
  /** @param {string} url */
  arrives: (url) => `Slack's challenge has reached ${url}: events arrive.`,
  /** @param {string} url */
  wrongSecret: (url) =>
    `The app at ${url} refuses what is signed with your Signing Secret: start it anew, so that it reads .env.`,
  /**
   * Slack got no answer.
   * @param {string} url
   * @param {Readonly<Record<string, unknown>>} [state] What /readyz says.
   */
  answersUsOnly(url, state = {}) {
    const secret =
      'SLACK_SIGNING_SECRET is of another app: copy it from Basic Information → App Credentials, and start the app again';
    const clock = 'the clock is wrong where the app runs: set it';
    if (state.clock === 'wrong') return `${url} refuses what Slack sends: ${clock}.`;
    if (state.signature === 'wrong') return `${url} refuses what Slack sends: ${secret}.`;
    return `${url} takes what is signed here, but Slack got no answer: either ${secret}; or ${clock}; or something in front turns Slack away.`;
  },
  /** @param {string} url @param {number} status @param {string} why */
  inFront: (url, status, why) =>
    `${url} answers, but not as the app does (HTTP ${status}): ${why}.`,
  /** What stands in front of the app, by how it answers. */
  fronts: {
    asks_password:
      'something in front asks for a name and password. Let POST /slack/events through without them',
    redirects:
      "it leads elsewhere, which Slack doesn't follow. Use the address that it leads to, or let POST /slack/events through",
    not_found: 'what stands in front must pass /slack/ on to the app',
    guarded:
      "something in front turns programs away, perhaps with a captcha, or doesn't find the app. Let POST /slack/events through without one",
    finds_no_app: "the app isn't running, or not at the port that what stands in front knows",
    odd: 'what stands in front must pass /slack/ on to the app',
  },
  /** @param {string} url @param {string} why */
  silent: (url, why) => `${url} doesn't answer from here (${why}).`,
  /** @param {string} id */
  retry: (id) =>
    `If the Home tab stays empty, press Retry at ${appPage(id, 'event-subscriptions')}`,
  /**
   * @param {string} url
   * @param {Pick<Options, 'url' | 'command'>} options
   * @param {string | undefined} appId Of an app that Slack has at this address already.
   */
  notVerified: (url, options, appId) =>
    `Slack got no answer to its challenge at ${url}/slack/events, so it has kept the app as it was.
Start the app (npm start) where Slack reaches it, then run this again: ${sameRun(options)}${
      appId === undefined
        ? ''
        : `
Until then Slack tells it of no event, and the Home tab stays empty. If nothing else was to change, it's also enough to
press Retry at ${appPage(appId, 'event-subscriptions')}`
    }`,
};

/** @param {string} url @param {string} command */
export function lastWords(url, command) {
  return `
Two steps are left:
  1. npm start
  2. Open ${url}/slack/install, and press Allow.
Then type ${command} in Slack.

With the app running, run npm run slack once more: Slack then checks that it reaches it, which fills the Home tab.`;
}

/** What Slack's errors mean to whoever makes an app. @type {Readonly<Record<string, string>>} */
const errors = {
  not_authed: 'Slack got no token.',
  invalid_auth: "Slack doesn't know this token.",
  token_expired: 'This token has run out: they work for 12 hours.',
  token_revoked: 'This token was revoked.',
  account_inactive: 'The account that this token belongs to is deactivated.',
  not_allowed_token_type: 'This is a token of another kind.',
  invalid_refresh_token: "Slack doesn't know this refresh token: each works once.",
  invalid_app_id: 'Slack knows no such app',
  app_not_found: 'Slack knows no such app',
  app_not_owned_by_manager_app: 'This app belongs to somebody else',
  app_not_eligible: "This app can't be changed in this way",
  restricted_action: "Your workspace doesn't let you make apps: ask one of its owners.",
  enterprise_is_restricted: "Your organisation doesn't let you make apps: ask one of its admins.",
  access_denied: "Slack doesn't let this account do that.",
};

const ofTheApp = [
  'invalid_app_id',
  'app_not_found',
  'app_not_owned_by_manager_app',
  'app_not_eligible',
];

/**
 * A refusal of Slack in words; of a manifest with the line of each place.
 * @param {SlackRefusal} refusal
 * @param {{ manifest?: string, appId?: string | undefined }} [about]
 */
export function refusalText({ error, errors: found }, { manifest = '', appId = '' } = {}) {
  if (ofTheApp.includes(error)) {
    return `${errors[error]} (${appId}): use a token of whoever made it or, to make another, take SLACK_APP_ID out of .env.`;
  }
  if (error !== 'invalid_manifest') return errors[error] ?? `Slack said ${error}.`;
  const places = found.map(({ message, pointer }) => {
    const { number, text } = lineAt(manifest, pointer);
    return `manifest.yml, line ${number} (${text}): ${message}`;
  });
  return `Slack refuses the manifest:\n${indented(places)}`;
}

/** @param {Pick<Options, 'url' | 'command'>} options */
function sameRun({ url, command }) {
  const options = [...(url ? ['--url', url] : []), ...(command ? ['--command', command] : [])];
  return ['npm run slack', ...(options.length > 0 ? ['--', ...options] : [])].join(' ');
}

/** @param {string} id @param {string} page */
function appPage(id, page) {
  return `https://api.slack.com/apps/${id}/${page}`;
}

/** @param {readonly string[]} lines */
function indented(lines) {
  return lines.map((line) => `  ${line}`).join('\n');
}

/** @param {readonly string[]} names */
function listed(names) {
  return [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ');
}
