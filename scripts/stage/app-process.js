import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { root } from '../prepare.js';

const startsWithinMs = 90_000;
/** One tick of the processor's time in /proc. */
const tickMs = 10;

/** A line of the log. */
const LogLine = z.looseObject({ level: z.number(), msg: z.string().optional() });

/**
 * A built program of the project in a process of its own that can be killed.
 * @typedef {object} AppProcess
 * @property {string} url
 * @property {number} pid
 * @property {readonly string[]} lines What it wrote so far.
 * @property {() => z.infer<typeof LogLine>[]} faults The lines about faults, parsed.
 * @property {() => boolean} isRunning
 * @property {(signal: NodeJS.Signals) => Promise<number | null>} end Sends a signal and waits for the end; gives the
 *   exit code.
 */

/**
 * Starts the built app, or the sandbox, and waits until it is ready.
 * @param {Record<string, string>} env As configured, with PORT.
 * @param {string} program
 * @returns {Promise<AppProcess>}
 */
export async function startApp(env, program = 'dist/main.js') {
  const child = spawn(process.execPath, [join(root, program)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
  });
  /** @type {string[]} */
  const lines = [];
  let rest = '';
  const note = (/** @type {string} */ chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  };
  child.stdout.setEncoding('utf8').on('data', note);
  child.stderr.setEncoding('utf8').on('data', note);
  const exited = once(child, 'exit');
  if (child.pid === undefined) throw new Error(`${program} could not be started`);
  const app = {
    url: `http://127.0.0.1:${env.PORT}`,
    pid: child.pid,
    lines,
    faults: () =>
      lines
        .filter((line) => line.includes('"level":50') || line.includes('"level":60'))
        .map((line) => LogLine.parse(JSON.parse(line))),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    /** @param {NodeJS.Signals} signal */
    async end(signal) {
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
  await untilReady(app);
  return app;
}

/** @param {AppProcess} app */
async function untilReady(app) {
  const deadline = Date.now() + startsWithinMs;
  while (app.isRunning() && Date.now() < deadline) {
    if ((await statusOf(`${app.url}/readyz`)) === 200) return;
    await wait(50);
  }
  throw new Error(`the app did not start:\n${app.lines.slice(-5).join('\n')}`);
}

/**
 * The status of an answer; 0 when there is none within `ms`.
 * @param {string} url
 * @param {number} ms
 * @param {RequestInit} request
 */
export async function statusOf(url, ms = 10_000, request = {}) {
  return await fetch(url, { ...request, signal: AbortSignal.timeout(ms) }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    },
    () => 0,
  );
}

/**
 * Megabytes of memory that a process has, as the system counts them.
 * @param {number} pid
 */
export function memoryOf(pid) {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024);
}

/**
 * Milliseconds of processor that a process has used so far (Linux).
 * @param {number} pid
 */
export function processorOf(pid) {
  const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = after.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}
