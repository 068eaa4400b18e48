import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slacksInvite, usualCommand } from '../../src/shared/command-names.js';
import { NotReady, root } from '../prepare.js';
import { askAboutAttempt, endAttempt, makeApp } from './attempt.js';
import { withConfigToken } from './config-token.js';
import { findMailServer } from './mail-server.js';
import { doEventsArrive, doesAnswer, reachText } from './reach.js';
import { runAlone } from './run-alone.js';
import { slackAt } from './slack-api.js';
import { appAtSlack, nameThatSlackTakes, updateApp } from './slack-app.js';
import { dry, lastWords, reach, says } from './texts.js';
import {
  appSecret,
  changes,
  keepTokens,
  mustAgree,
  ofOneApp,
  readByApp,
  save,
  startSetup,
  valuesOf,
} from './values.js';
import { isBySocket, publicUrl, wantedCommand } from './wanted.js';

/** @import { Options } from './options.js' */
/** @import { Unsure } from './run-alone.js' */
/** @import { AppAtSlack, Call, Wanted } from './slack-app.js' */
/** @import { Terminal } from './terminal.js' */
/** @import { Setup } from './values.js' */

/**
 * Makes the Slack app, or brings it up to date, and writes .env.
 * @param {Terminal} terminal
 * @param {Options} options
 */
export async function setUpSlack(terminal, options) {
  const setup = await startSetup(terminal, options);
  if (!options.isDryRun) {
    await runAlone(setup.place, terminal, (unsure) => setUp(setup, unsure));
    return;
  }
  terminal.say(dry.heading);
  await setUp(setup, (_words, work) => work());
}

/**
 * @param {Setup} setup
 * @param {Unsure} unsure
 */
async function setUp(setup, unsure) {
  const { given } = setup;
  const url = await publicUrl(setup);
  const appId = given.SLACK_APP_ID;
  const command = wantedCommand(setup);
  const wanted = {
    text: manifest(),
    // The shortest first, where nobody has said.
    commands: command === undefined ? [slacksInvite, usualCommand] : [command],
    url,
    appId,
    socket: isBySocket(setup),
    saidBy: saidBy(setup),
  };
  await mustAgree(setup, replacedBy(setup, { url, command, appId }));
  const call = slackCall(setup);
  if (appId === undefined) await make(setup, call, wanted, unsure);
  else {
    const atSlack = await appAtSlack(call, appId);
    const commands = [command ?? atSlack.command ?? usualCommand];
    await bringUpToDate(setup, call, { ...wanted, appId, commands, atSlack });
  }
}

function manifest() {
  return readFileSync(join(root, 'manifest.yml'), 'utf8');
}

/**
 * Who has said what the command is called.
 * @param {Setup} setup
 * @returns {Wanted['saidBy']}
 */
function saidBy({ options, given }) {
  if (options.command !== undefined) return 'option';
  return given.SLACK_COMMAND === undefined ? undefined : 'variable';
}

/**
 * What .env has and would get another value, the secrets of another app apart.
 * @param {Setup} setup
 * @param {{ url: string, command: string | undefined, appId: string | undefined }} wanted
 */
function replacedBy({ inFile }, { url, command, appId }) {
  const values = { PUBLIC_URL: url, SLACK_COMMAND: command, SLACK_APP_ID: appId };
  return Object.entries(values)
    .filter(([name, value]) => value && inFile[name] !== undefined && inFile[name] !== value)
    .map(([name]) => name);
}

/**
 * @param {Setup} setup
 * @returns {Call}
 */
function slackCall(setup) {
  const { terminal, options, place, inFile, given } = setup;
  return withConfigToken({
    slack: slackAt(given.SLACK_API_URL ?? 'https://slack.com/api/', terminal.say),
    terminal,
    isDryRun: options.isDryRun,
    tokens: { token: given.SLACK_CONFIG_TOKEN, refreshToken: given.SLACK_CONFIG_REFRESH_TOKEN },
    beforeRotated() {
      if (inFile.SLACK_CONFIG_REFRESH_TOKEN) place.mustHaveRoom();
    },
    onRotated: (tokens) => keepTokens(setup, tokens),
  });
}

/**
 * @param {Setup} setup
 * @param {Call} call
 * @param {Wanted} wanted
 * @param {Unsure} unsure
 */
async function make(setup, call, wanted, unsure) {
  const { terminal, options, place, inFile } = setup;
  await askAboutAttempt(setup);
  const taken = ofOneApp.filter((name) => inFile[name]);
  if (taken.length > 0) {
    terminal.say(says.ofAnotherApp(place.file, taken));
  }
  await mustAgree(setup, taken);
  const first = await nameThatSlackTakes(call, wanted, terminal.say);
  if (options.isDryRun) {
    terminal.say(dry.create(first));
    terminal.say(dry.write(place.file, Object.keys(valuesOf(setup, wanted.url, first))));
    await setUpMail(setup, wanted.url);
    return;
  }
  const commands = wanted.commands.slice(wanted.commands.indexOf(first));
  const { command, appId } = await makeApp(setup, call, { ...wanted, commands }, unsure);
  await setUpMailOf(appId, setup, wanted.url);
  const isComplete = await sayWhatIsMissing(setup);
  if (await doesAnswer(wanted.url)) terminal.say(says.restart);
  if (isComplete) terminal.say(lastWords(wanted.url, command, options));
}

/**
 * @param {Setup} setup
 * @param {Call} call
 * @param {Wanted & { appId: string, atSlack: AppAtSlack }} wanted
 */
async function bringUpToDate(setup, call, wanted) {
  const { terminal, options, place, given } = setup;
  const { url, appId } = wanted;
  const command = await nameThatSlackTakes(call, wanted, terminal.say);
  const values = {
    PUBLIC_URL: url,
    SLACK_APP_ID: appId,
    SLACK_COMMAND: command,
    ...appSecret(setup),
  };
  if (options.isDryRun) {
    terminal.say(dry.update(appId, command));
    terminal.say(dry.write(place.file, Object.keys(changes(setup, values))));
    await setUpMail(setup, url);
    return;
  }
  place.mustHaveRoom();
  const before = readByApp(setup);
  const { isVerified, hasOtherScopes } = await updateApp(call, { ...wanted, command });
  if (isVerified) saveUpdated(appId, setup, values);
  else save(setup, whileNotTaken(setup, values));
  endAttempt(place);
  const isAddressKept = wanted.atSlack.eventsUrl === `${url}/slack/events`;
  // Without mail settings the app has never started, so nothing could answer Slack.
  const isUnstarted =
    !isVerified && !given.SMTP_URL && isAddressKept && wanted.atSlack.command === command;
  if (given.SLACK_SIGNING_SECRET && !wanted.socket && !isUnstarted) {
    terminal.say(await reachText(url, given.SLACK_SIGNING_SECRET, isVerified));
  }
  if (isVerified) terminal.say(says.updated(appId, command));
  else if (isUnstarted) terminal.say(says.madeBefore(appId, command));
  else terminal.say(reach.notVerified(url, options, isAddressKept ? appId : undefined));
  if (wanted.socket) terminal.say(reach.bySocket);
  else if (isVerified) {
    terminal.say((await doEventsArrive(url)) ? reach.arrives(url) : reach.retry(appId));
  }
  if (hasOtherScopes) {
    terminal.say(given.SLACK_BOT_TOKEN ? says.scopesChangedByHand(appId) : says.scopesChanged(url));
  }
  await (given.SMTP_URL ? setUpMail(setup, url) : setUpMailOf(appId, setup, url));
  const isComplete = await sayWhatIsMissing(setup);
  if (Object.keys(changes(setup, before)).length > 0 && (await doesAnswer(url))) {
    terminal.say(says.restart);
  }
  if (!isUnstarted) process.exitCode = isVerified && isComplete ? 0 : 1;
  else if (isComplete) terminal.say(lastWords(url, command, options));
}

/**
 * @param {string} appId
 * @param {Setup} setup
 * @param {Readonly<Record<string, string>>} values
 */
function saveUpdated(appId, setup, values) {
  try {
    save(setup, values);
  } catch (cause) {
    if (!(cause instanceof NotReady)) throw cause;
    throw new NotReady(says.updatedAllTheSame(cause.message, appId), { cause });
  }
}

/**
 * What Slack hasn't taken would part .env from the app; but without any address the app can't start.
 * @param {Setup} setup
 * @param {Readonly<Record<string, string>>} values
 */
function whileNotTaken({ inFile }, values) {
  const left = ['SLACK_COMMAND', ...(inFile.PUBLIC_URL ? ['PUBLIC_URL'] : [])];
  return Object.fromEntries(Object.entries(values).filter(([name]) => !left.includes(name)));
}

/**
 * Whoever goes away at a question about mail learns what is done already, and how to go on.
 * @param {string} appId
 * @param {Setup} setup
 * @param {string} url
 */
async function setUpMailOf(appId, setup, url) {
  try {
    await setUpMail(setup, url);
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    throw new NotReady(`${error.message}\n${says.mailIsLeft(appId, setup.options)}`, {
      cause: error,
    });
  }
}

/**
 * Asks for the mail server and tries it, and writes it.
 * @param {Setup} setup
 * @param {string} url
 */
async function setUpMail(setup, url) {
  const { terminal, options, place, inFile, given } = setup;
  if (options.isDryRun && !given.SMTP_URL) {
    terminal.say(dry.askForMail);
    return;
  }
  const { SMTP_URL, MAIL_FROM } = given;
  const found = await findMailServer(terminal, { url, given: { SMTP_URL, MAIL_FROM } });
  // An example in its place would count as missing.
  const sender = given.MAIL_FROM || !place.read().MAIL_FROM ? {} : { MAIL_FROM: '' };
  const values = changes(setup, { ...sender, ...found });
  if (!options.isDryRun) {
    await mustAgree(
      setup,
      Object.keys(values).filter((name) => inFile[name] !== undefined),
      says.mailUnchanged,
    );
    save(setup, values);
  } else if (Object.keys(values).length > 0) {
    terminal.say(dry.write(place.file, Object.keys(values)));
  }
}

/**
 * Gives whether the app can start.
 * @param {Setup} setup
 */
async function sayWhatIsMissing({ terminal, place, options }) {
  const { loadConfig } = await import('#built/config.js');
  const config = loadConfig({ ...place.read(), ...process.env });
  if (config.ok) return true;
  terminal.say(says.stillMissing(config.refusal, options));
  process.exitCode = 1;
  return false;
}
