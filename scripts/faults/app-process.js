import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../prepare.js';

const startsWithinMs = 90_000;

/** The built app in a process of its own that can be killed; `env` as configured, with PORT. */
export async function startApp(env) {
  const child = spawn(process.execPath, [join(root, 'dist', 'main.js')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
  });
  const lines = [];
  let rest = '';
  const note = (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop();
    lines.push(...parts);
  };
  child.stdout.setEncoding('utf8').on('data', note);
  child.stderr.setEncoding('utf8').on('data', note);
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${env.PORT}`;
  const app = {
    url,
    pid: child.pid,
    lines,
    /** The lines about faults, parsed. */
    faults: () =>
      lines
        .filter((line) => line.includes('"level":50') || line.includes('"level":60'))
        .map((line) => JSON.parse(line)),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    /** Sends a signal and waits for the end; gives the exit code. */
    async end(signal) {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
  await untilReady(app);
  return app;
}

async function untilReady(app) {
  const deadline = Date.now() + startsWithinMs;
  while (app.isRunning() && Date.now() < deadline) {
    if ((await statusOf(`${app.url}/readyz`)) === 200) return;
    await wait(50);
  }
  throw new Error(`the app did not start:\n${app.lines.slice(-5).join('\n')}`);
}

/** The status of an answer; 0 when there is none within `ms`. */
export async function statusOf(url, ms = 10_000) {
  return await fetch(url, { signal: AbortSignal.timeout(ms) }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    },
    () => 0,
  );
}

/** Megabytes of memory that a process has, as the system counts them. */
export function memoryOf(pid) {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024);
}

/** Milliseconds of processor that a process has used so far (Linux). */
export function processorOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
