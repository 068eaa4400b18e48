import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

// A thread of its own, as the main one can't look after itself.

const { beats, looks, everyMs } = workerData as {
  beats: Int32Array;
  looks: number;
  everyMs: number;
};
let last = -1;
let silent = 0;
setInterval(() => {
  const now = Atomics.load(beats, 0);
  silent = now === last ? silent + 1 : 0;
  last = now;
  if (silent < looks) return;
  const msg = `the app has answered nothing for ${(looks * everyMs) / 1000} s, so it is ended: start it again`;
  const line = JSON.stringify({ level: 60, time: Date.now(), msg });
  try {
    writeSync(2, `${line}\n`);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}, everyMs);
