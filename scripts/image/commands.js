import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { NotReady } from '../prepare.js';

// How the parts of scripts/prove-image.js run other programs, and how they leave nothing behind.

const execute = promisify(execFile);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort());

/**
 * Runs a program until its end; gives what it wrote, or is NotReady with the end of that. It is ended when this
 * script is told to stop, unless it tidies up.
 */
export async function run(program, args, options = {}) {
  const { tidiesUp = false, ...others } = options;
  const signal = tidiesUp ? undefined : interrupted.signal;
  try {
    const { stdout } = await execute(program, args, { maxBuffer: 2 ** 28, signal, ...others });
    return stdout;
  } catch (error) {
    if (signal?.aborted) throw new NotReady('Interrupted.', { cause: error });
    const said = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim().split('\n').slice(-20);
    const first = `${program} ${args[0]} failed (${error.code}).`;
    throw new NotReady([first, ...said].join('\n'), { cause: error });
  }
}

/** Is called when this script is told to stop. */
export function onInterrupt(act) {
  interrupted.signal.addEventListener('abort', act);
}

/** Waits, unless this script has been told to stop. */
export async function pause(ms) {
  await wait(ms, undefined, { signal: interrupted.signal, ref: false }).catch(() => {
    throw new NotReady('Interrupted.');
  });
}

/** Says one line of what was found; that something isn't so is kept for the end. */
export function newFindings() {
  let wrong = 0;
  return {
    tell(isSo, line) {
      if (!isSo) wrong += 1;
      console.log(`${isSo ? 'ok    ' : 'NOT SO'} ${line.replaceAll('\n', ' / ')}`);
    },
    exitCode: () => (wrong === 0 ? 0 : 1),
  };
}

export function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

export function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}

export async function sizeOf(folder) {
  return Number.parseInt(await run('du', ['-sb', '--apparent-size', folder]), 10);
}

/** Removes a folder; what a broken-off build has mounted below it is unmounted first, and never emptied. */
export async function removeFolder(folder) {
  for (const place of mountsBelow(folder)) {
    await run('umount', ['--lazy', place], { tidiesUp: true });
  }
  if (mountsBelow(folder).length > 0) throw new NotReady(`Something is mounted below ${folder}.`);
  // What was ended a moment ago may still write.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

function mountsBelow(folder) {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n');
  const places = lines.map((line) => line.split(' ')[4]);
  return places.filter((place) => place.startsWith(`${folder}/`)).reverse();
}
