import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slacksInvite, usualCommand } from '../../src/shared/command-names.js';
import { choiceProblems } from '../manifest-variant.js';
import { NotReady, root } from '../prepare.js';
import { withConfigToken } from './config-token.js';
import { findMailServer } from './mail-server.js';
import { doEventsArrive, doesAnswer, reachText } from './reach.js';
import { slackAt } from './slack-api.js';
import { appAtSlack, createApp, nameThatSlackTakes, updateApp } from './slack-app.js';
import { dry, lastWords, questions, reach, says } from './texts.js';
import {
  appSecret,
  changes,
  mustAgree,
  ofOneApp,
  readByApp,
  save,
  startSetup,
  valuesOf,
} from './values.js';

/** @import { Options } from './options.js' */
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
  const { given } = setup;
  if (options.isDryRun) terminal.say(dry.heading);
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
  };
  await mustAgree(setup, replacedBy(setup, { url, command, appId }));
  const call = slackCall(setup);
  if (appId === undefined) await make(setup, call, wanted);
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
 * An app that is there and has a token for Socket Mode keeps it; a new one is made for HTTP, without that token.
 * @param {Setup} setup
 */
function isBySocket({ given }) {
  return given.SLACK_APP_ID !== undefined && given.SLACK_APP_TOKEN !== undefined;
}

/** @param {Setup} setup */
async function publicUrl(setup) {
  const { terminal, options, given } = setup;
  const isPretend = isLocal(given.SLACK_API_URL);
  /** @param {string} url */
  const problemsOf = (url) =>
    // A pretend Slack on this machine reaches the app on this machine; in Socket Mode Slack needn't.
    (isPretend && isLocal(url)) || (isBySocket(setup) && isForPeople(url))
      ? []
      : choiceProblems({ url, command: usualCommand, socket: false });
  let url = options.url ?? given.PUBLIC_URL;
  if (url !== undefined) {
    const problems = problemsOf(url);
    if (problems.length > 0) {
      throw new NotReady(calledAs(options.url === undefined ? 'PUBLIC_URL' : '--url', problems));
    }
  }
  while (url === undefined) {
    const answer = await terminal.ask(questions.url);
    const problems = problemsOf(answer);
    if (problems.length === 0) url = answer;
    else terminal.say(calledAs('That', problems));
  }
  return new URL(url).origin;
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

/** @param {string | undefined} url */
function isLocal(url) {
  return /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$)/.test(url ?? '');
}

/**
 * The problems of an address under the name by which it was given.
 * @param {string} name
 * @param {readonly string[]} problems
 */
function calledAs(name, problems) {
  return problems.map((problem) => problem.replace(/^--url\b/, name)).join('\n');
}

/** @param {string} url */
function isForPeople(url) {
  return isLocal(url) || (URL.canParse(url) && new URL(url).protocol === 'https:');
}

/** @param {Setup} setup */
function wantedCommand({ options, given }) {
  const command = options.command ?? given.SLACK_COMMAND;
  if (command === undefined) return undefined;
  const problems = choiceProblems({ url: undefined, command, socket: true });
  if (problems.length > 0) throw new NotReady(problems.join('\n'));
  return command;
}

/**
 * @param {Setup} setup
 * @returns {Call}
 */
function slackCall({ terminal, options, place, inFile, given }) {
  return withConfigToken({
    slack: slackAt(given.SLACK_API_URL ?? 'https://slack.com/api/', terminal.say),
    terminal,
    isDryRun: options.isDryRun,
    tokens: { token: given.SLACK_CONFIG_TOKEN, refreshToken: given.SLACK_CONFIG_REFRESH_TOKEN },
    onRotated({ token, refreshToken }) {
      if (inFile.SLACK_CONFIG_REFRESH_TOKEN) {
        place.save({ SLACK_CONFIG_TOKEN: token, SLACK_CONFIG_REFRESH_TOKEN: refreshToken });
      } else terminal.say(says.refreshTokenUsed);
    },
  });
}

/**
 * @param {Setup} setup
 * @param {Call} call
 * @param {Wanted} wanted
 */
async function make(setup, call, wanted) {
  const { terminal, options, place, inFile } = setup;
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
  const { command, app } = await createApp(call, { ...wanted, commands }, terminal.say);
  terminal.say(says.created(app.app_id, command));
  const { client_id, client_secret, signing_secret } = app.credentials;
  const values = {
    ...valuesOf(setup, wanted.url, command),
    SLACK_APP_ID: app.app_id,
    SLACK_SIGNING_SECRET: signing_secret,
    SLACK_CLIENT_ID: client_id,
    SLACK_CLIENT_SECRET: client_secret,
  };
  try {
    save(setup, values);
  } catch (error) {
    throw new NotReady(says.notWritten(app.app_id, place.file, error), { cause: error });
  }
  await setUpMailOf(app.app_id, setup, wanted.url);
  await sayWhatIsMissing(setup);
  if (await doesAnswer(wanted.url)) terminal.say(says.restart);
  terminal.say(lastWords(wanted.url, command));
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
  const { isVerified, hasOtherScopes } = await updateApp(call, { ...wanted, command });
  const before = readByApp(setup);
  save(setup, isVerified ? values : whileNotTaken(setup, values));
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
  if (hasOtherScopes) terminal.say(says.scopesChanged(url));
  await (given.SMTP_URL ? setUpMail(setup, url) : setUpMailOf(appId, setup, url));
  await sayWhatIsMissing(setup);
  if (Object.keys(changes(setup, before)).length > 0 && (await doesAnswer(url))) {
    terminal.say(says.restart);
  }
  if (isUnstarted) terminal.say(lastWords(url, command));
  else if (!isVerified) process.exitCode = 1;
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
    throw new NotReady(`${error.message}\n${says.mailIsLeft(appId, setup.place.file)}`, {
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

/** @param {Setup} setup */
async function sayWhatIsMissing({ terminal, place }) {
  const { loadConfig } = await import('#built/config.js');
  const config = loadConfig({ ...place.read(), ...process.env });
  if (!config.ok) terminal.say(says.stillMissing(config.refusal));
}
