import { randomBytes } from 'node:crypto';
import { NotReady } from '../prepare.js';
import { openEnvPlace } from './env-place.js';
import { questions, says } from './texts.js';

/** @import { EnvPlace } from './env-place.js' */
/** @import { Options } from './options.js' */
/** @import { Terminal } from './terminal.js' */

/** What of .env this is about. */
const names = [
  'PUBLIC_URL',
  'APP_SECRET',
  'SLACK_APP_ID',
  'SLACK_SIGNING_SECRET',
  'SLACK_BOT_TOKEN',
  'SLACK_CLIENT_ID',
  'SLACK_CLIENT_SECRET',
  'SLACK_APP_TOKEN',
  'SLACK_COMMAND',
  'SLACK_API_URL',
  'SLACK_CONFIG_TOKEN',
  'SLACK_CONFIG_REFRESH_TOKEN',
  'SMTP_URL',
  'MAIL_FROM',
];

/** What belongs to one app of Slack's. */
export const ofOneApp = [
  'SLACK_SIGNING_SECRET',
  'SLACK_CLIENT_ID',
  'SLACK_CLIENT_SECRET',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
];

/**
 * One run: with whom, about what, and what is known already, examples left out.
 * @typedef {object} Setup
 * @property {Terminal} terminal
 * @property {Options} options
 * @property {EnvPlace} place
 * @property {Readonly<Record<string, string>>} inFile
 * @property {Readonly<Record<string, string>>} given The environment's count more than the file's.
 */

/**
 * @param {Terminal} terminal
 * @param {Options} options
 * @returns {Promise<Setup>}
 */
export async function startSetup(terminal, options) {
  const { ownVariables } = await import('#built/shared/variables.js');
  const place = openEnvPlace(options.file, terminal.say);
  const inFile = trimmed(ownVariables(names, place.read()).set);
  const given = { ...inFile, ...trimmed(ownVariables(names, process.env).set) };
  if (given.SLACK_APP_ID) given.SLACK_APP_ID = given.SLACK_APP_ID.toUpperCase();
  return { terminal, options, place, inFile, given };
}

/**
 * As the app takes them; but links hang on each sign of APP_SECRET.
 * @param {Readonly<Record<string, string>>} values
 * @returns {Record<string, string>}
 */
function trimmed(values) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      name === 'APP_SECRET' ? value : value.trim(),
    ]),
  );
}

/**
 * What is written for a new app, its secrets apart. One team by OAuth is the normal way: another token would stand in it.
 * @param {Setup} setup
 * @param {string} url
 * @param {string} command
 * @returns {Record<string, string>}
 */
export function valuesOf(setup, url, command) {
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN } = setup.place.read();
  return {
    PUBLIC_URL: url,
    ...appSecret(setup),
    SLACK_APP_ID: '',
    SLACK_SIGNING_SECRET: '',
    SLACK_CLIENT_ID: '',
    SLACK_CLIENT_SECRET: '',
    SLACK_COMMAND: command,
    ...(SLACK_BOT_TOKEN !== undefined && { SLACK_BOT_TOKEN: '' }),
    ...(SLACK_APP_TOKEN !== undefined && { SLACK_APP_TOKEN: '' }),
  };
}

/**
 * A secret for the app, unless it has one, which all links depend on.
 * @param {Setup} setup
 * @returns {{ APP_SECRET?: string }}
 */
export function appSecret({ given }) {
  return given.APP_SECRET ? {} : { APP_SECRET: randomBytes(32).toString('base64url') };
}

/**
 * Those of the values that the file doesn't have yet.
 * @template {string | undefined} Value
 * @param {Setup} setup
 * @param {Readonly<Record<string, Value>>} values
 */
export function changes({ place }, values) {
  const there = place.read();
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => there[name] !== value),
  );
}

/**
 * What the file has for the app, which doesn't know by which of Slack's apps it is called.
 * @param {Setup} setup
 */
export function readByApp({ place }) {
  const there = place.read();
  return Object.fromEntries(
    names
      .filter((name) => name !== 'SLACK_APP_ID' && !name.startsWith('SLACK_CONFIG_'))
      .map((name) => [name, there[name]]),
  );
}

/**
 * Rejects with NotReady what can't be written.
 * @param {Setup} setup
 * @param {Readonly<Record<string, string>>} values
 */
export function save(setup, values) {
  const { terminal, place } = setup;
  const changed = changes(setup, values);
  if (Object.keys(changed).length === 0) return;
  write(place, changed);
  terminal.say(says.written(place.file, Object.keys(changed)));
  for (const [name, value] of Object.entries(values)) {
    const other = process.env[name];
    if (other && value && other !== value) terminal.say(says.inEnvironment(name));
  }
}

/**
 * Keeps what a configuration token was exchanged for where the old one was. When that fails, whoever sits at a terminal sees
 * it: nobody can get it again, and the old one is used up.
 * @param {Pick<Setup, 'terminal' | 'place' | 'inFile'>} setup
 * @param {{ token: string, refreshToken: string }} tokens
 */
export function keepTokens({ terminal, place, inFile }, { token, refreshToken }) {
  if (!inFile.SLACK_CONFIG_REFRESH_TOKEN) {
    terminal.say(says.refreshTokenUsed);
    return;
  }
  try {
    write(place, { SLACK_CONFIG_TOKEN: token, SLACK_CONFIG_REFRESH_TOKEN: refreshToken });
  } catch (cause) {
    const isSeen = terminal.showPerson(says.newRefreshToken(refreshToken));
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new NotReady(says.tokenNotKept(problem, isSeen), { cause });
  }
}

/**
 * @param {EnvPlace} place
 * @param {Readonly<Record<string, string>>} values
 */
function write(place, values) {
  try {
    place.save(values);
  } catch (cause) {
    throw new NotReady(says.unwritten(place.file, cause), { cause });
  }
}

/**
 * Asks before what is in .env is replaced, if there is any; a no ends it.
 * @param {Pick<Setup, 'terminal' | 'options'>} setup
 * @param {readonly string[]} taken
 * @param {string} [refusal] What is said on a no.
 */
export async function mustAgree({ terminal, options }, taken, refusal = says.nothingChanged) {
  if (taken.length === 0 || options.mayReplace || options.isDryRun) return;
  const isAgreed = await terminal.confirm(questions.replace(taken, options.file));
  if (!isAgreed) throw new NotReady(refusal);
}
