import { setTimeout as wait } from 'node:timers/promises';
import { findPostgres } from '../machine.js';
import { startCluster } from '../postgres-cluster.js';
import { processorOf } from '../stage/app-process.js';
import { table } from './measure.js';
import { fillQueue } from './queue.js';
import { setBench } from './stage.js';

/** @import { Stage } from '../stage/stage.js' */

const emails = 3000;
/** The first ones go out while the app still starts. */
const warmUp = 500;
const slowEmails = 600;
const slowMs = 200;

/** How fast emails that wait go out, and what one costs. */
export async function measureEmails() {
  const rows = await ofDatabase('embedded', () => setBench());
  if (findPostgres()) {
    const cluster = await startCluster({ durable: true });
    rows.push(...(await ofDatabase('PostgreSQL', () => setBench(cluster.url))));
    await cluster.stop();
  }
  return [
    '## Emails that wait',
    `To a mail server that answers at once (aim: ≥ 300 a second for a process with a core of its own, ≤ 2 ms of its processor's time each), and to one that takes ${slowMs} ms over each (aim: ≥ 45 a second). The mail server runs on the same cores.`,
    table(['database', 'the mail server takes', 'emails a second', 'processor time each'], rows),
  ].join('\n\n');
}

/**
 * @param {string} name
 * @param {() => Promise<Stage>} set
 */
async function ofDatabase(name, set) {
  const rows = [];
  for (const { tookMs, count } of [
    { tookMs: 0, count: emails },
    { tookMs: slowMs, count: slowEmails },
  ]) {
    const stage = await set();
    // Makes the tables.
    await (await stage.start()).end('SIGTERM');
    await fillQueue(stage, count, ['email']);
    stage.mail.takeTime(tookMs);
    const { perSecond, cpuMs } = await drain(stage, count);
    await stage.stop();
    rows.push([name, `${tookMs} ms`, perSecond.toFixed(0), `${cpuMs.toFixed(1)} ms`]);
  }
  return rows;
}

/**
 * @param {Stage} stage
 * @param {number} count
 */
async function drain(stage, count) {
  const from = Math.min(warmUp, count / 4);
  const app = await stage.start();
  const { arrivals } = stage.mail;
  while (arrivals.length < from) await wait(5);
  const first = { at: performance.now(), count: arrivals.length, cpuMs: processorOf(app.pid) };
  while (arrivals.length < count) await wait(5);
  const times = count - first.count;
  return {
    perSecond: times / ((performance.now() - first.at) / 1000),
    cpuMs: (processorOf(app.pid) - first.cpuMs) / times,
  };
}
