// What the sandbox and the pretend Slack may import: see rules.js.

import { anyPackage, packages, shared } from './paths.js';

const pretend = '^packages/pretend-slack/src/';
/** @param {...string} folders */
const ofPretend = (...folders) => `${pretend}(?:${folders.join('|')})/`;
/**
 * The folders of the pretend Slack, and which others each may import.
 * @type {[string, string[]][]}
 */
const PRETEND = [
  ['block-kit', ['block-kit']],
  ['mailbox', ['mailbox']],
  ['slack', ['slack', 'block-kit']],
  ['driver', ['driver', 'slack']],
  ['page', ['page', 'slack', 'mailbox']],
];

/** @import { Role } from './rules.js' */

/** @type {Role[]} */
export const outsideRoles = [
  {
    role: "the sandbox's wiki",
    files: '^sandbox/wiki/(?!connected[.]ts$)',
    may: [
      '^sandbox/wiki/(?!connected[.]ts$)',
      packages('hono|@hono/node-server|openid-client|jose'),
      '^(?:crypto|http)$',
    ],
    instead:
      'The wiki is a tool like any other: it knows the app by HTTP. What connects it is in connected.ts.',
  },
  {
    role: 'sandbox',
    files: '^sandbox/',
    may: [
      '^sandbox/',
      '^src/(?:app|config|environment)[.]ts$|^src/platform/[a-z]+/(?:logger|process|database|data-folder)[.]ts$',
      shared,
      '^scripts/manifest-variant[.]js$',
      packages('pretend-slack|hono'),
      pretend,
      '^(?:crypto|fs|path)$',
    ],
    instead: "The sandbox is outside of the app: it speaks Slack's protocol and HTTP.",
  },
  ...PRETEND.map(([folder, others]) => ({
    role: `pretend Slack, ${folder}`,
    files: ofPretend(folder),
    may: [ofPretend(...others), `${pretend}(?:manifest|built-in-commands)[.]ts$`, anyPackage],
    instead: `${folder}/ of the pretend Slack stands on ${others.join(', ')}, and nothing of it knows an app.`,
  })),
  {
    role: 'pretend Slack',
    files: pretend,
    may: [pretend, anyPackage],
    instead: 'Nothing of the pretend Slack knows an app.',
  },
];
