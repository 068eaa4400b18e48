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
  anotherApp: 'Make another?',
  /** @param {readonly string[]} names @param {string} file */
  replace: (names, file) => `${file} already has ${listed(names)}. Replace?`,
};

export const says = {
  aboutToken: `Slack lets you make apps with a configuration token: open ${tokensPage}, scroll to
“Your App Configuration Tokens”, press Generate Token, and copy the access token. It isn't kept.`,
  noConfigToken:
    'That is no configuration token: they begin with xoxe.xoxp-, or xoxe- to refresh one, and have letters, digits, - and . only. Copy it anew, as there may be signs that nobody sees.',
  rotated: 'The configuration token had run out. Slack has given a new one.',
  refreshTokenUsed:
    "Your refresh token is used up, and the new one isn't kept. Next time, generate another.",
  nothingChanged: 'Nothing was changed.',
  restart: '.env has changed, and the app runs: restart it, so that it reads .env again.',
  mailUnchanged: 'Your mail settings stay as they are.',
  /** @param {string} id @param {Pick<Options, 'file' | 'env'>} options */
  mailIsLeft: (id, { file, env }) =>
    `The Slack app ${id} is made, and ${file} has its secrets. Only the mail server is left: run ${runOf({ env })} again to go on.`,
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
  /** @param {string} id Of an app with a bot token. */
  scopesChangedByHand: (id) =>
    `It now asks for other permissions: install it again at ${appPage(id, 'install-on-team')}, and copy its Bot User OAuth Token into SLACK_BOT_TOKEN.`,
  stopped: 'Stopped.',
  /** @param {string} file */
  mayBeMade: (file) =>
    `Slack may have made the app all the same: look at ${tokensPage}. If a new one is there, delete it, or keep it: copy its
App ID into ${file} as SLACK_APP_ID, and its Client ID, Client Secret and Signing Secret. Then run this again.`,
  /** @param {{ at?: string | undefined, appId?: string | undefined }} attempt */
  attempted: ({ at, appId }) =>
    appId === undefined
      ? `An earlier run${at ? ` (${at})` : ''} never learnt whether Slack made the app: look at ${tokensPage}. If one is there, delete it, or set SLACK_APP_ID to its App ID.`
      : `An earlier run${at ? ` (${at})` : ''} made the app ${appId}, but couldn't keep its secrets: delete it at ${appPage(appId, 'general')}, or copy them from there, and set SLACK_APP_ID=${appId}.`,
  /** @param {string} problem @param {string} id @param {string} file */
  madeWithoutSecrets: (problem, id, file) =>
    `${problem}
The app ${id} is there all the same. Mend that, copy its Client ID, Client Secret and Signing Secret from
${appPage(id, 'general')} into ${file}, set SLACK_APP_ID=${id}, and run this again.`,
  /** @param {string} problem @param {string} id */
  updatedAllTheSame: (problem, id) =>
    `${problem}\nSlack has brought the app ${id} up to date all the same: mend that, and run this again.`,
  /** @param {string} file @param {unknown} error */
  unwritten: (file, error) => `${file} could not be written (${reasonOf(error)}).`,
  /** @param {string} file @param {unknown} error */
  noRoom: (file, error) =>
    `${file} can't be written (${reasonOf(error)}), so nothing is changed at Slack. Mend that, and run this again.`,
  /** @param {string} token */
  newRefreshToken: (token) =>
    `Your new refresh token, which nobody else sees: SLACK_CONFIG_REFRESH_TOKEN=${token}`,
  /** @param {string} problem @param {boolean} isSeen */
  tokenNotKept: (problem, isSeen) =>
    `${problem} The refresh token in it is used up: ${isSeen ? 'put the new one, above, in its place' : `generate another at ${tokensPage}, and put it in its place`}.`,
  /** @param {string} method */
  notUnderstood: (method) =>
    `Slack's answer to ${method} lacks what belongs in it. Try again in a few minutes.`,
  /** @param {string} file @param {string} id @param {string} mark */
  otherRun: (file, id, mark) =>
    `Another npm run slack is at work on ${file} (process ${id}): wait until it has ended. If there is none, remove ${mark}.`,
  /** @param {string} name */
  inEnvironment: (name) =>
    `${name} is also set in the environment, to something else: that counts, and not the file.`,
  /** @param {readonly string[]} problems @param {Pick<Options, 'file' | 'env'>} options */
  stillMissing: (problems, { file, env }) =>
    `Before the app can start:\n${indented(problems)}\nPut that right in ${file} or in the environment, and run ${runOf({ env })} again.`,
  /** @param {string} command @param {boolean} isOption */
  nameRefused: (command, isOption) =>
    `Slack may keep ${command} for itself: ${isOption ? 'leave out --command' : 'take SLACK_COMMAND out'}, and the command gets a name that Slack takes.`,
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
  givenNoSender: "MAIL_FROM isn't one address, so it can't be the sender.",
  nothingToKeep: 'There is no mail server to keep yet: name one, or type none.',
  example: 'That looks like an example, which the app would take for none. Give your own.',
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
   * @param {Pick<Options, 'url' | 'command' | 'env'>} options
   * @param {string | undefined} appId Of an app that Slack has at this address already.
   */
  notVerified: (url, options, appId) =>
    `Slack got no answer to its challenge at ${url}/slack/events, so it has kept the app as it was.
Start the app (npm start) where Slack reaches it, then run this again: ${runOf(options)}${
      appId === undefined
        ? ''
        : `
Until then Slack tells it of no event, and the Home tab stays empty. If nothing else was to change, it's also enough to
press Retry at ${appPage(appId, 'event-subscriptions')}`
    }`,
};

/** @param {string} url @param {string} command @param {Pick<Options, 'env'>} options */
export function lastWords(url, command, { env }) {
  return `
Two steps are left:
  1. npm start
  2. Open ${url}/slack/install, and press Allow.
Then type ${command} in Slack.

With the app running, run ${runOf({ env })} once more: Slack then checks that it reaches it, which fills the Home tab.`;
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
  ratelimited: 'Slack wants to be asked less often: wait a minute, and run this again.',
  unknown_error: "Slack didn't say why.",
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

/** @param {Partial<Pick<Options, 'url' | 'command' | 'env'>>} options */
function runOf({ url, command, env }) {
  const options = [
    ...(url ? ['--url', url] : []),
    ...(command ? ['--command', command] : []),
    ...(env ? ['--env', /^[\w./:-]+$/.test(env) ? env : `"${env}"`] : []),
  ];
  return ['npm run slack', ...(options.length > 0 ? ['--', ...options] : [])].join(' ');
}

/** @param {unknown} error */
function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
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
