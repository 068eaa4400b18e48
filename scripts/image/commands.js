import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import * as z from 'zod';
import { NotReady } from '../prepare.js';

// How the parts of scripts/prove-image.js run other programs, and how they leave nothing behind.

/** What is known of a program that failed. */
const Failure = z.looseObject({
  stdout: z.string().default(''),
  stderr: z.string().default(''),
  code: z.union([z.string(), z.number()]).nullish(),
});
const execute = promisify(execFile);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort());

/**
 * Runs a program until its end; gives what it wrote, or is NotReady with the end of that. It is ended when this
 * script is told to stop, unless it tidies up.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ tidiesUp?: boolean, cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number }} [options]
 */
export async function run(program, args, options = {}) {
  const { tidiesUp = false, ...others } = options;
  const signal = tidiesUp ? {} : { signal: interrupted.signal };
  try {
    const { stdout } = await execute(program, args, { maxBuffer: 2 ** 28, ...signal, ...others });
    return stdout;
  } catch (error) {
    if (!tidiesUp && interrupted.signal.aborted) {
      throw new NotReady('Interrupted.', { cause: error });
    }
    const { stdout, stderr, code } = Failure.parse(error);
    const said = `${stdout}${stderr}`.trim().split('\n').slice(-20);
    const first = `${program} ${args[0]} failed (${code}).`;
    throw new NotReady([first, ...said].join('\n'), { cause: error });
  }
}

/**
 * Is called when this script is told to stop.
 * @param {() => void} act
 */
export function onInterrupt(act) {
  interrupted.signal.addEventListener('abort', act);
}

/**
 * Waits, unless this script has been told to stop.
 * @param {number} ms
 */
export async function pause(ms) {
  await wait(ms, undefined, { signal: interrupted.signal, ref: false }).catch(() => {
    throw new NotReady('Interrupted.');
  });
}

/** @typedef {ReturnType<typeof newFindings>} Findings */

/** Says one line of what was found; that something isn't so is kept for the end. */
export function newFindings() {
  let wrong = 0;
  return {
    /**
     * @param {boolean} isSo
     * @param {string} line
     */
    tell(isSo, line) {
      if (!isSo) wrong += 1;
      console.log(`${isSo ? 'ok    ' : 'NOT SO'} ${line.replaceAll('\n', ' / ')}`);
    },
    exitCode: () => (wrong === 0 ? 0 : 1),
  };
}

/**
 * How long ago that was.
 * @param {number} start
 */
export function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/**
 * A size in words.
 * @param {number} bytes
 */
export function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}

/**
 * The bytes of a folder's files.
 * @param {string} folder
 */
export async function sizeOf(folder) {
  return Number.parseInt(await run('du', ['-sb', '--apparent-size', folder]), 10);
}

/**
 * Removes a folder; what a broken-off build has mounted below it is unmounted first, and never emptied.
 * @param {string} folder
 */
export async function removeFolder(folder) {
  for (const place of mountsBelow(folder)) {
    await run('umount', ['--lazy', place], { tidiesUp: true });
  }
  if (mountsBelow(folder).length > 0) throw new NotReady(`Something is mounted below ${folder}.`);
  // What was ended a moment ago may still write.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

/** @param {string} folder */
function mountsBelow(folder) {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n');
  const places = lines.map((line) => line.split(' ')[4] ?? '');
  return places.filter((place) => place.startsWith(`${folder}/`)).reverse();
}
