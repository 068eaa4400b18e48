import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeOf, NotReady } from '../prepare.js';
import { says } from './texts.js';

/** @import { EnvPlace } from './env-place.js' */
/** @import { Terminal } from './terminal.js' */

/**
 * Does something that Slack may do, and nobody may learn of: stopped in it by a signal, a run says these words.
 * @typedef {<Result>(words: string, work: () => Promise<Result>) => Promise<Result>} Unsure
 */

const ending = '.run-';

/** What a shell says of a program that a signal has ended. */
const signals = /** @type {const} */ ({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });

/**
 * Lets only one run at a time change a .env and the app that it belongs to, told by a file beside it. Rejects with NotReady
 * when there is another one; of two that begin at the same moment both may be refused.
 * @param {EnvPlace} place
 * @param {Terminal} terminal Which a signal closes.
 * @param {(unsure: Unsure) => Promise<void>} work
 */
export async function runAlone(place, terminal, work) {
  const mark = place.beside(`${ending}${process.pid}`);
  let words = '';
  const leave = () => rmSync(mark, { force: true });
  const stops = Object.entries(signals).map(([signal, code]) => ({
    signal,
    stop() {
      terminal.close();
      terminal.say(words === '' ? says.stopped : `${says.stopped}\n${words}`);
      leave();
      process.exit(code);
    },
  }));
  for (const { signal, stop } of stops) process.once(signal, stop);
  try {
    putMark(place, mark);
    await work(async (unsure, doIt) => {
      words = unsure;
      try {
        return await doIt();
      } finally {
        words = '';
      }
    });
  } finally {
    leave();
    for (const { signal, stop } of stops) process.off(signal, stop);
  }
}

/**
 * First its own, then a look at the others', so that of two runs at least one sees the other.
 * @param {EnvPlace} place
 * @param {string} mark
 */
function putMark({ file }, mark) {
  try {
    writeFileSync(mark, '', { mode: 0o600 });
  } catch (cause) {
    throw new NotReady(says.noRoom(file, cause), { cause });
  }
  const folder = dirname(mark);
  const start = basename(mark).slice(0, -String(process.pid).length);
  for (const name of readdirSync(folder)) {
    const id = name.slice(start.length);
    if (!name.startsWith(start) || id === String(process.pid) || !/^\d+$/.test(id)) continue;
    if (isAlive(Number(id))) throw new NotReady(says.otherRun(file, id, join(folder, name)));
    rmSync(join(folder, name), { force: true });
  }
}

/** @param {number} id */
function isAlive(id) {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // Somebody else's.
    return codeOf(error) === 'EPERM';
  }
}
