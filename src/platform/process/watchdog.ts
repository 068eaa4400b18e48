import { url as inspectorUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';

/** Nothing that we do on purpose keeps everybody waiting for so long. */
const maxSilenceMs = 60_000;
/** How often it is looked meanwhile. */
const looks = 10;

/**
 * Ends the process (SIGKILL) with a line on standard error when its main thread does nothing else any more for
 * `silenceMs`: an embedded database whose disk is full may spin for ever, and then no timer and no signal is
 * answered either. Whoever runs us starts us again. Not while somebody debugs.
 */
export function watchMainThread(silenceMs = maxSilenceMs): void {
  if (inspectorUrl() !== undefined) return;
  const beats = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(beats, 0, 1), silenceMs / looks).unref();
  const worker = new Worker(new URL('./watchdog-thread.js', import.meta.url), {
    // Not what this process was started with, such as --input-type.
    execArgv: [],
    workerData: { beats, looks, everyMs: silenceMs / looks },
  });
  worker.unref();
}
