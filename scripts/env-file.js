import { isUtf8 } from 'node:buffer';
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { codeOf, NotReady, root } from './prepare.js';

/** What the operator can do about a file that can't be read. */
const MENDABLE = new Map([
  ['EISDIR', '.env is a folder: it must be a file, made from .env.example.'],
  [
    'EACCES',
    'This account may not read .env (EACCES): give the file to the account that runs the app (chown), and start again.',
  ],
  [
    'ENOENT',
    '.env is a link that leads nowhere: let it lead to a file made from .env.example, or remove it.',
  ],
  [
    'ELOOP',
    '.env is a link that leads back to itself: let it lead to a file made from .env.example, or remove it.',
  ],
]);

/**
 * Takes the variables of the file `.env`, if there is one, into the environment; those that are set already stay.
 * A file that isn't UTF-8, as some editors on Windows write it, is refused, and one with a quote that is never closed;
 * what else may surprise is told by `warn`.
 * @param {{ file?: string, env?: NodeJS.ProcessEnv, warn?: (text: string) => void }} [options]
 */
export function readEnvFile({
  file = join(root, '.env'),
  env = process.env,
  warn = console.warn,
} = {}) {
  if (!lstatSync(file, { throwIfNoEntry: false })) return;
  const bytes = readBytes(file);
  // In UTF-16 without a mark every other byte of ASCII is 0, which UTF-8 allows.
  if (!isUtf8(bytes) || bytes.includes(0))
    throw new NotReady('.env is not written in UTF-8: save it as UTF-8, and start again.');
  // A mark at the beginning, which editors on Windows write, would be a part of the first name.
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    warn(
      'Other accounts on this machine may read or change .env, and the secrets in it: chmod 600 .env',
    );
  }
  const [unclosed] = neverClosed(text);
  if (unclosed !== undefined) {
    throw new NotReady(
      `Line ${unclosed} of .env opens a quote that is never closed: close it, and start again.`,
    );
  }
  for (const name of cutShort(text)) {
    warn(`${name} in .env ends before its #: put quotes around the value.`);
  }
  for (const number of notUnderstood(text)) {
    warn(`Line ${number} of .env is no NAME=value, so nothing is taken from it.`);
  }
  for (const [name, numbers] of setTwice(text)) {
    const last = numbers.at(-1);
    const lines = `${numbers.slice(0, -1).join(', ')} and ${last}`;
    warn(
      `${name} stands in .env on lines ${lines}, with different values: line ${last} counts. Remove the others.`,
    );
  }
  for (const [name, value] of Object.entries(valuesIn(text))) env[name] ??= value;
}

/**
 * The variables in the text of a .env file. Lines that are none, and of nothing but blanks, are left out: Node would take
 * them for the beginning of the next name.
 * @param {string} text
 */
export function valuesIn(text) {
  const lines = text.split('\n');
  for (const number of notUnderstood(text)) lines[number - 1] = '';
  for (const [index, line] of linesWithoutQuoted(text).entries()) {
    if (line.trim() === '' && line === lines[index]) lines[index] = '';
  }
  return parseEnv(lines.join('\n'));
}

/**
 * The numbers of the lines that are neither a variable, nor part of a quoted value, nor a comment.
 * @param {string} text
 */
function notUnderstood(text) {
  return linesWithoutQuoted(text).flatMap((line, index) =>
    /^\s*(?:#.*|(?:export\s+)?[\w.-]+\s*=.*)?\s*$/.test(line) ? [] : [index + 1],
  );
}

/**
 * The numbers of the lines whose value begins with a quote that no other ends.
 * @param {string} text
 */
function neverClosed(text) {
  return linesWithoutQuoted(text).flatMap((line, index) =>
    /^\s*(?:export\s+)?[\w.-]+\s*=\s*["'`]/.test(line) ? [index + 1] : [],
  );
}

/**
 * The lines without what stands in quotes, which may be several lines long.
 * @param {string} text
 */
function linesWithoutQuoted(text) {
  const quoted = /^([^\S\r\n]*(?:export\s+)?[\w.-]+[^\S\r\n]*=[^\S\r\n]*)(["'`])[\s\S]*?\2/gm;
  return text.replace(quoted, (whole, start) => start + whole.replace(/[^\n]/g, '')).split('\n');
}

/**
 * The variables that stand there more than once, with different values, and the lines where they do.
 * @param {string} text
 */
function setTwice(text) {
  const lines = text.split('\n');
  const starts = linesWithoutQuoted(text).flatMap((line, index) => {
    const [, name] = /^\s*(?:export\s+)?([\w.-]+)\s*=/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, index }];
  });
  /** @type {Map<string, { numbers: number[], values: Set<string | undefined> }>} */
  const found = new Map();
  for (const [at, { name, index }] of starts.entries()) {
    const { numbers, values } = found.get(name) ?? { numbers: [], values: new Set() };
    numbers.push(index + 1);
    values.add(valuesIn(lines.slice(index, starts[at + 1]?.index).join('\n'))[name]);
    found.set(name, { numbers, values });
  }
  return [...found].flatMap(([name, { numbers, values }]) =>
    values.size > 1 ? [/** @type {const} */ ([name, numbers])] : [],
  );
}

/** @param {string} file */
function readBytes(file) {
  try {
    const found = statSync(file);
    // It may be waited for without end.
    if (!found.isFile() && !found.isDirectory()) {
      throw new NotReady(
        '.env is a pipe or a device: it must be a file, made from .env.example. Without one, set the variables in the environment.',
      );
    }
    return readFileSync(file);
  } catch (cause) {
    const text = MENDABLE.get(codeOf(cause));
    throw text ? new NotReady(text, { cause }) : cause;
  }
}

/**
 * The variables whose value goes on behind a # without quotes around it: the rest counts as a comment.
 * @param {string} text
 */
function cutShort(text) {
  return [...text.matchAll(/^\s*(?:export\s+)?(\w+)\s*=\s*[^\s'"`#][^\r\n#]*[^\s#]#/gm)].map(
    ([, name]) => name,
  );
}
