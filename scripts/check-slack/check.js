import { parse } from 'yaml';
import { refusalText } from '../slack/texts.js';

/** @import { SlackCall, SlackRefusal } from '../slack/slack-api.js' */
/** @import { Payload } from './payloads.js' */

/**
 * Whether Slack checks blocks at all; undefined when it does, and what it said otherwise.
 * @param {SlackCall} slack
 * @returns {Promise<string | undefined>}
 */
export async function whyNotAsked(slack) {
  const plain = [{ type: 'section', text: { type: 'plain_text', text: 'Hello' } }];
  const answer = await slack('blocks.validate', { blocks: plain });
  return answer.ok ? undefined : answer.error;
}

/**
 * Asks Slack about each; gives its refusals in words.
 * @param {SlackCall} slack
 * @param {readonly Payload[]} payloads
 * @returns {Promise<string[]>}
 */
export async function refusedPayloads(slack, payloads) {
  /** @type {string[]} */
  const refused = [];
  for (const payload of payloads) {
    const answer = await slack('blocks.validate', payload.asked);
    if (!answer.ok) refused.push(payloadText(payload, answer));
  }
  return refused;
}

/**
 * Asks Slack about the manifest; gives its refusal in words, and apart from that why Slack didn't look at it.
 * @param {SlackCall} slack
 * @param {string} manifest YAML
 * @param {string} token
 * @returns {Promise<{ refused: string[], notAsked?: string }>}
 */
export async function checkManifest(slack, manifest, token) {
  const answer = await slack('apps.manifest.validate', { manifest: parse(manifest) }, token);
  if (answer.ok) return { refused: [] };
  const text = refusalText(answer, { manifest });
  return answer.error === 'invalid_manifest'
    ? { refused: [text] }
    : { refused: [], notAsked: text };
}

/**
 * How many of each surface, as `3 modals, 1 home, 12 messages`.
 * @param {readonly Payload[]} payloads
 */
export function countText(payloads) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { surface } of payloads) counts.set(surface, (counts.get(surface) ?? 0) + 1);
  return [...counts].map(([surface, count]) => `${surface}: ${count}`).join(', ');
}

/**
 * @param {Payload} payload
 * @param {SlackRefusal} refusal
 */
function payloadText({ surface, sentBy, asked }, { error, errors }) {
  const [subject] = Object.values(asked);
  const places = errors.map(
    ({ message, pointer }) => `    ${pointer || '/'}: ${message}: ${shortly(at(subject, pointer))}`,
  );
  const name = titleOf(subject);
  return [`  ${surface}${name && ` “${name}”`} (${sentBy}): ${error}`, ...places].join('\n');
}

/**
 * The first words of it, to find it by.
 * @param {unknown} subject
 * @returns {string}
 */
function titleOf(subject) {
  const [, words = ''] = /"text":"((?:[^"\\]|\\.){1,50})/.exec(JSON.stringify(subject)) ?? [];
  return words;
}

/**
 * @param {unknown} subject
 * @param {string} pointer
 */
function at(subject, pointer) {
  return pointer
    .split('/')
    .slice(1)
    .reduce((/** @type {unknown} */ value, key) => Object(value)[key], subject);
}

/** @param {unknown} value */
function shortly(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
