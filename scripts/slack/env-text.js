import { valuesIn } from '../env-file.js';
import { NotReady } from '../prepare.js';

// The text of a .env file with other values: its comments and order stay. Touches no file.

/**
 * A stretch of the file: a variable with its value, which may be several lines long in quotes, or a line of anything else.
 * @typedef {{ name: string | undefined, text: string }} Part
 */

/** What is said above a variable that stands in no example. */
const COMMENTS = new Map([
  ['SLACK_APP_ID', 'The Slack app that `npm run slack` brings up to date.'],
]);

/**
 * The text with these values, each where its name stands already, after the comment that shows it as an example, or at the
 * end. Throws when a value can't be written so that it is read again.
 * @param {string} text
 * @param {Readonly<Record<string, string>>} values
 * @returns {string}
 */
export function withValues(text, values) {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const parts = partsOf(text.endsWith('\n') || text === '' ? text : text + newline);
  for (const [name, value] of Object.entries(values)) {
    const line = `${name}=${quoted(name, value)}${newline}`;
    const own = parts.filter((part) => part.name === name);
    for (const part of own) part.text = line;
    if (own.length > 0) continue;
    const comment = COMMENTS.get(name);
    const text = comment ? `# ${comment}${newline}${line}` : line;
    parts.splice(placeFor(parts, name), 0, { name, text });
  }
  const written = parts.map((part) => part.text).join('');
  const read = valuesIn(written);
  const lost = Object.entries(values).find(([name, value]) => (read[name] ?? '') !== value);
  if (lost) throw new NotReady(`${lost[0]} can't be written to .env so that it is read again.`);
  return written;
}

/**
 * @param {string} text
 * @returns {Part[]}
 */
function partsOf(text) {
  const variable =
    /[^\S\r\n]*(?:export\s+)?(?<name>[\w.-]+)[^\S\r\n]*=[^\S\r\n]*(?:(?<quote>["'`])[\s\S]*?\k<quote>)?[^\n]*\n/y;
  /** @type {Part[]} */
  const parts = [];
  let at = 0;
  while (at < text.length) {
    variable.lastIndex = at;
    const found = variable.exec(text);
    const end = found ? variable.lastIndex : text.indexOf('\n', at) + 1;
    parts.push({ name: found?.groups?.name, text: text.slice(at, end) });
    at = end;
  }
  return parts;
}

/**
 * @param {readonly Part[]} parts
 * @param {string} name
 */
function placeFor(parts, name) {
  const example = parts.findIndex((part) => new RegExp(`^#\\s*${name}=`).test(part.text));
  return example === -1 ? parts.length : example + 1;
}

/**
 * A value as Node reads it from a file; one in double quotes, where it needs any, as other programs read those, too.
 * @param {string} name
 * @param {string} value
 */
function quoted(name, value) {
  if (/^[\w.:/@%+=,~&?*-]*$/.test(value)) return value;
  const quote = ['"', "'", '`'].find(
    (each) => !value.includes(each) && !(each === '"' && /[\\$]/.test(value)),
  );
  if (quote === undefined)
    throw new NotReady(`${name} has every kind of quote in it, so .env can't hold it.`);
  return quote + value + quote;
}
