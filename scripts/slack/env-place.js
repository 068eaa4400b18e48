import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readEnvFile } from '../env-file.js';
import { codeOf, NotReady, root } from '../prepare.js';
import { withValues } from './env-text.js';
import { says } from './texts.js';

const example = join(root, '.env.example');

/** More than all values together that one run writes. */
const roomForValues = 4096;

/**
 * The .env file that is filled in, or the one that is to be made from .env.example.
 * @typedef {object} EnvPlace
 * @property {string} file
 * @property {() => Readonly<Record<string, string | undefined>>} read What it has or, while there is none, the example.
 * @property {(values: Readonly<Record<string, string>>) => void} save Adds the values, or puts them in place of what is
 *   there; whole or not at all, for this account's eyes only.
 * @property {() => void} mustHaveRoom Refuses what couldn't be saved, by trying it.
 * @property {(ending: string) => string} beside The name of a file beside it.
 */

/**
 * Refuses, before anything has been done, a file that can't be read or couldn't be written.
 * @param {string} file
 * @param {(text: string) => void} warn
 * @returns {EnvPlace}
 */
export function openEnvPlace(file, warn) {
  const place = {
    file,
    read() {
      /** @type {Record<string, string>} */
      const values = {};
      readEnvFile({ file: existsSync(file) ? file : example, env: values, warn: () => {} });
      return values;
    },
    /** @param {Readonly<Record<string, string>>} values */
    save(values) {
      replace(target(file), withValues(textOf(file), values));
    },
    mustHaveRoom() {
      const text = textOf(file) + ' '.repeat(roomForValues);
      try {
        rmSync(writeDraft(target(file), text));
      } catch (cause) {
        throw new NotReady(says.noRoom(file, cause), { cause });
      }
    },
    /** @param {string} ending */
    beside: (ending) => target(file) + ending,
  };
  readEnvFile({ file, env: {}, warn });
  try {
    accessSync(dirname(target(file)), constants.W_OK);
  } catch (cause) {
    throw new NotReady(`Nothing can be written in ${dirname(target(file))} (${codeOf(cause)}).`, {
      cause,
    });
  }
  return place;
}

/**
 * Where the file itself is: a link to it stays one.
 * @param {string} file
 */
function target(file) {
  return existsSync(file) ? realpathSync(file) : file;
}

/**
 * @param {string} file
 * @returns {string}
 */
function textOf(file) {
  const from = [file, example].find((each) => existsSync(each));
  // A mark at the beginning would be taken for a part of the first name.
  return from === undefined ? '' : readFileSync(from, 'utf8').replace(/^\uFEFF/, '');
}

/**
 * Writes another file beside it and lets that take its place, so that no half of it is ever there.
 * @param {string} file
 * @param {string} text
 */
function replace(file, text) {
  clearDrafts(file);
  const draft = writeDraft(file, text);
  try {
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {string} The name of the draft, which is there whole or not at all.
 */
function writeDraft(file, text) {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = openSync(draft, 'wx', 0o600);
    try {
      // Goes on until all is written, unlike writeSync, or throws.
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    giveToOwner(draft, existsSync(file) ? file : dirname(file));
    if (existsSync(file)) keepMode(draft, file);
    return draft;
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Nobody takes longer to write one. */
const draftLifeMs = 60_000;

/**
 * Removes what was left by a run that was killed while it wrote: it has secrets in it.
 * @param {string} file
 */
function clearDrafts(file) {
  const [folder, name] = [dirname(file), basename(file)];
  for (const other of readdirSync(folder)) {
    const isDraft =
      other.startsWith(`${name}.`) && /^[0-9a-f]{12}$/.test(other.slice(name.length + 1));
    const path = join(folder, other);
    const { mtimeMs = Date.now() } = (isDraft && lstatSync(path, { throwIfNoEntry: false })) || {};
    if (Date.now() - mtimeMs > draftLifeMs) rmSync(path, { force: true });
  }
}

/**
 * Leaves reading to a group that has it, where the draft is that group's; nobody else gets at the secrets.
 * @param {string} draft
 * @param {string} file
 */
function keepMode(draft, file) {
  const { mode, gid } = statSync(file);
  const isOurs = statSync(draft).gid === gid;
  if (isOurs && (mode & 0o777 & ~0o640) === 0) chmodSync(draft, mode & 0o777);
}

/**
 * What root writes belongs to whom the file or its folder belongs: the app couldn't read it otherwise.
 * @param {string} draft
 * @param {string} owned
 */
function giveToOwner(draft, owned) {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(owned);
  chownSync(draft, uid, gid);
}
