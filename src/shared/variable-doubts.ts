import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { slacksOwn, usualCommand } from './command-names.js';
import { isThisMachine } from './server-url.ts';
import type { Variables } from './variables.ts';

/** What in the variables works, but is hardly meant: one sentence each, without values. */
export function variableDoubts(
  names: readonly string[],
  env: Variables,
  publicUrl: string,
): string[] {
  const { protocol, hostname } = new URL(publicUrl);
  const isOpen = protocol === 'http:' && isPublic(hostname);
  return [
    ...misspelt(names, env),
    ...(slacksOwn.includes(env.SLACK_COMMAND?.trim() ?? '')
      ? [
          `SLACK_COMMAND is one of Slack's own commands, so Slack keeps it to itself: choose another, such as ${usualCommand}`,
        ]
      : []),
    ...(isOpen
      ? ['PUBLIC_URL starts with http://: links, passwords and cookies can be read on their way']
      : []),
  ];
}

/** Names that only a network of one's own knows (RFC 6761, RFC 6762, RFC 8375, and ICANN's .internal). */
const ownNames = /^[^.]+$|\.(local|localhost|test|internal|lan|home\.arpa)$/;

/** Whether a host is one that the whole world reaches. */
function isPublic(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) return ipaddr.process(bare).range() === 'unicast';
  return !isThisMachine(host) && !ownNames.test(host);
}

/** Shorter names are too near to too many others. */
const minLength = 8;

/** Variables that the app does not read, and that are one slip away from one which is not set. */
function misspelt(names: readonly string[], env: Variables): string[] {
  const unset = names.filter((name) => !env[name] && name.length >= minLength);
  return Object.keys(env)
    .filter((given) => env[given] && !names.includes(given))
    .flatMap((given) => {
      const meant = unset.find((name) => given[0] === name[0] && isOneSlip(given, name));
      return meant ? [`${given} is not read: did you mean ${meant}?`] : [];
    });
}

/** Whether one letter too many, too few or another one, or two that changed places, is all the difference. */
function isOneSlip(one: string, other: string): boolean {
  const start = firstDifference([...one], [...other]);
  const [restOfOne, restOfOther] = [one.slice(start), other.slice(start)];
  return [
    [restOfOne.slice(1), restOfOther.slice(1)],
    [restOfOne.slice(1), restOfOther],
    [restOfOne, restOfOther.slice(1)],
    [swapped(restOfOne), restOfOther],
  ].some(([left, right]) => left === right);
}

function firstDifference(one: readonly string[], other: readonly string[]): number {
  const at = one.findIndex((letter, index) => letter !== other[index]);
  return at === -1 ? one.length : at;
}

function swapped(text: string): string {
  return text.slice(1, 2) + text.slice(0, 1) + text.slice(2);
}
