import { usualCommand } from '../../src/shared/command-names.js';
import { choiceProblems, reservedProblems, shapeProblems } from '../manifest-variant.js';
import { NotReady } from '../prepare.js';
import { questions } from './texts.js';

/** @import { Setup } from './values.js' */

// What the app at Slack is to be like: by options, environment and .env, or asked for.

/**
 * An app that is there and has a token for Socket Mode keeps it; a new one is made for HTTP, without that token.
 * @param {Pick<Setup, 'given'>} setup
 */
export function isBySocket({ given }) {
  return given.SLACK_APP_ID !== undefined && given.SLACK_APP_TOKEN !== undefined;
}

/**
 * Where people and Slack reach the app. Rejects with NotReady when nothing can be there.
 * @param {Setup} setup
 */
export async function publicUrl({ terminal, options, given }) {
  /** @param {string} url */
  const problemsOf = (url) => addressProblems(url, given);
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
 * The name of the command, where somebody has said one.
 * @param {Pick<Setup, 'options' | 'given'>} setup
 */
export function wantedCommand({ options, given }) {
  const command = options.command ?? given.SLACK_COMMAND;
  if (command === undefined) return undefined;
  const problems = choiceProblems({ url: undefined, command, socket: true });
  if (problems.length > 0) {
    const name = options.command === undefined ? 'SLACK_COMMAND' : '--command';
    throw new NotReady(calledAs(name, problems));
  }
  return command;
}

/**
 * @param {string} url
 * @param {Setup['given']} given
 */
function addressProblems(url, given) {
  const isPretend = isLocal(given.SLACK_API_URL);
  // A pretend Slack on this machine reaches the app on this machine; in Socket Mode Slack needn't.
  const socket = isBySocket({ given });
  if ((isPretend && isLocal(url)) || (socket && isForPeople(url))) {
    const problems = [...shapeProblems(url)];
    return problems.length > 0 ? problems : [...reservedProblems(url, { socket, isPretend })];
  }
  return choiceProblems({ url, command: usualCommand, socket: false, isPretend });
}

/** @param {string | undefined} url */
function isLocal(url) {
  return /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?([/?#]|$)/.test(url ?? '');
}

/** @param {string} url */
function isForPeople(url) {
  return isLocal(url) || (URL.canParse(url) && new URL(url).protocol === 'https:');
}

/**
 * The problems of what was given under the name by which it was.
 * @param {string} name
 * @param {readonly string[]} problems
 */
function calledAs(name, problems) {
  return problems
    .map((problem) => problem.replace(/^--(?:url|command)\b/, name))
    .map((problem) =>
      name.startsWith('--') ? problem : problem.replace(' such as --command ', ' such as '),
    )
    .join('\n');
}
