import { isScalar, isSeq, parseDocument, visit } from 'yaml';
import {
  linkCommandOf,
  linkEnding,
  slacksInvite,
  slacksOwn,
  usualCommand,
} from '../src/shared/command-names.js';
import { isExample } from '../src/shared/example-values.js';

// The rules of `npm run manifest`: what Slack would refuse, and manifest.yml for another host, command
// or Socket Mode. Touches no file.

const EXAMPLE_HOST = 'invites.example.com';

/**
 * What somebody wants in the manifest.
 * @typedef {object} Choice
 * @property {string | undefined} [url] The PUBLIC_URL; only Socket Mode can do without.
 * @property {string} command The command's name, as in SLACK_COMMAND.
 * @property {boolean} socket Whether Slack is reached by Socket Mode.
 * @property {boolean} [isPretend] Whether the manifest is for a pretend Slack, which stories have at names that nobody has.
 * @property {boolean} [userChange] Whether Slack tells of each change about people.
 */

/**
 * Everything that Slack would refuse, one sentence each; none when the choice is good.
 * @param {Choice} choice
 * @returns {string[]}
 */
export function choiceProblems({ url, command, socket, isPretend = false }) {
  const problems = [...commandProblems(command)];
  if (url !== undefined) {
    problems.push(...urlProblems(url));
    if (problems.length === 0) problems.push(...reservedProblems(url, { socket, isPretend }));
  } else if (!socket) problems.push('--url is missing: where Slack reaches the app, https://HOST.');
  return problems;
}

/**
 * What may not work as it is meant, one sentence each; none when the choice is good.
 * @param {Choice} choice
 * @returns {string[]}
 */
export function choiceWarnings({ command }) {
  if (command !== slacksInvite) return [];
  return [
    `Slack has an /invite of its own: it may refuse this manifest, or run its own command. If so, leave out --command, which gives ${usualCommand}.`,
  ];
}

/**
 * The manifest for a choice without problems, with its comments. In Socket Mode it has no address that
 * Slack would send to; without a URL it has no address at all.
 * @param {string} text The text of manifest.yml.
 * @param {Choice} choice
 * @returns {string}
 */
export function manifestVariant(text, choice) {
  const { url, command, socket, userChange = false } = choice;
  const manifest = parseDocument(text);
  const names = new Map([
    [usualCommand, command],
    [linkCommandOf(usualCommand), linkCommandOf(command)],
  ]);
  visit(manifest, {
    Pair(_key, { value }) {
      const sends = isScalar(value) && /\/slack\/events$/.test(String(value.value));
      return socket && sends ? visit.REMOVE : undefined;
    },
    Scalar(_key, node) {
      if (typeof node.value !== 'string') return undefined;
      if (!url && node.value.includes(EXAMPLE_HOST)) return visit.REMOVE;
      node.value = names.get(node.value) ?? node.value;
      return undefined;
    },
  });
  visit(manifest, {
    Pair: (_key, { value }) =>
      isSeq(value) && value.items.length === 0 ? visit.REMOVE : undefined,
  });
  const commands = manifest.getIn(['features', 'slash_commands']);
  const [warning] = choiceWarnings(choice);
  if (isSeq(commands) && warning) commands.commentBefore = ` ${warning}`;
  if (socket) manifest.setIn(['settings', 'socket_mode_enabled'], true);
  if (userChange) {
    manifest.addIn(['settings', 'event_subscriptions', 'bot_events'], 'user_change');
  }
  const { origin, hostname } = url ? new URL(url) : { origin: 'PUBLIC_URL', hostname: '' };
  return (
    manifest
      .toString({ lineWidth: 0 })
      .replace(/^# Replace .*$/m, '# Made by `npm run manifest`: paste all of it.')
      .replaceAll(`https://${EXAMPLE_HOST}`, origin)
      // Where links are looked for, Slack wants the host alone.
      .replaceAll(EXAMPLE_HOST, hostname)
  );
}

/** @param {string} command */
function* commandProblems(command) {
  const name = command.slice(1);
  if (!/^\/[a-z0-9][a-z0-9_-]*$/.test(command)) {
    yield `--command must be a slash and then a–z, 0–9, - and _, such as /invite-member.`;
  } else if (command.endsWith(linkEnding)) {
    yield `--command must not end in -link, as the second command does.`;
  } else if (name.length > 26) {
    // Slack allows 32 with the slash, and the second command ends in -link.
    yield `--command is too long: at most 26 characters after the slash, as ${command}-link must fit, too.`;
  } else if (slacksOwn.includes(command)) {
    yield `${command} is one of Slack's own commands. Choose another, such as --command /invite-member.`;
  } else if (isExample(command)) {
    yield `--command looks like an example, which the app would take for none. Choose another.`;
  }
}

/** @param {string} text */
function* urlProblems(text) {
  yield* shapeProblems(text);
  if (!URL.canParse(text)) return;
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'https:')
    yield '--url must start with https://, as Slack sends to nothing else.';
  const isName = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])$/.test(hostname);
  if (!isName || /\.(local|localhost)$/.test(hostname)) {
    yield `--url needs a host with a domain that Slack can reach, such as invites.example.com, and ${hostname} is none.`;
  } else if (hostname.length > 253 || hostname.split('.').some((label) => label.length > 63)) {
    yield '--url has a host that is too long: at most 253 characters, 63 between two dots.';
  }
}

/**
 * Why an address is more or less than that of a host, wherever that is.
 * @param {string} text
 * @returns {Generator<string>}
 */
export function* shapeProblems(text) {
  if (!URL.canParse(text)) {
    yield '--url must be a URL such as https://invites.example.com.';
    return;
  }
  const { pathname, search, hash, username, password, port } = new URL(text);
  if (pathname !== '/' || search || hash || username || password) {
    yield '--url must be only https://HOST, without a path or anything else.';
  }
  if (port === '0') yield '--url has port 0, at which nothing can be reached.';
}

/** Nobody has them (RFC 2606, RFC 6761). */
const nobodysNames = /(^|\.)(example|test|invalid|example\.(com|net|org))$/;

/**
 * Why nobody can be at this address, or the app would take it for an example.
 * @param {string} url
 * @param {{ socket: boolean, isPretend: boolean }} choice
 * @returns {Generator<string>}
 */
export function* reservedProblems(url, { socket, isPretend }) {
  const { hostname } = new URL(url);
  if (isExample(url) || (nobodysNames.test(hostname) && !isPretend)) {
    yield `--url has ${hostname} as its host, which looks like an example. Give your own.`;
  } else if (/\.(internal|lan|corp|home\.arpa|onion)$/.test(hostname) && !socket && !isPretend) {
    yield `--url needs a host that Slack can reach, and ${hostname} is for a network of your own. Give another, or use Socket Mode.`;
  }
}
