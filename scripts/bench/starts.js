import { startCluster } from '../postgres-cluster.js';
import { memoryOf } from '../stage/app-process.js';
import { fillHome } from './home.js';
import { median, table } from './measure.js';
import { setBench } from './stage.js';

/** @import { Stage } from '../stage/stage.js' */

const starts = 7;
const many = 100_000;

/** How soon the app takes requests again, on both databases, with nothing in it and with many invitations. */
export async function measureStarts() {
  const cluster = await startCluster();
  try {
    const rows = [
      ...(await startsOn('embedded', await setBench())),
      ...(await startsOn('PostgreSQL', await setBench(cluster.url))),
    ];
    return [
      '## Starting again',
      `From the start of the process to the first \`/readyz\` that says yes; the median of ${starts}. Memory is that of the app's process once Home was opened, with the embedded database in it.`,
      table(['database', 'invitations', 'ready after', 'memory', 'aim'], rows),
    ].join('\n\n');
  } finally {
    await cluster.stop();
  }
}

/**
 * @param {'embedded' | 'PostgreSQL'} name
 * @param {Stage} stage
 */
async function startsOn(name, stage) {
  const aims = { embedded: ['≤ 1.0 s', '≤ 2 s more'], PostgreSQL: ['≤ 0.6 s', ''] }[name];
  // The first start brings the database up to date, and opening Home makes the workspace.
  await started(stage);
  const empty = await severalStarts(stage);
  await fillHome(stage, many);
  const full = await severalStarts(stage);
  await stage.stop();
  return [
    [name, '0', ...empty, aims[0] ?? ''],
    [name, many.toLocaleString('en'), ...full, aims[1] ?? ''],
  ];
}

/** @param {Stage} stage */
async function severalStarts(stage) {
  const all = [];
  for (let start = 0; start < starts; start += 1) all.push(await started(stage));
  return [
    `${(median(all.map(({ ms }) => ms)) / 1000).toFixed(2)} s`,
    `${median(all.map(({ megabytes }) => megabytes))} MB`,
  ];
}

/** @param {Stage} stage */
async function started(stage) {
  const { slack } = stage;
  const before = performance.now();
  const app = await stage.start();
  const ms = performance.now() - before;
  slack.calls.length = 0;
  await slack.openHome('U0ADAM');
  await slack.until(() => slack.calls.some(({ method }) => method === 'views.publish'));
  const megabytes = memoryOf(app.pid);
  await app.end('SIGTERM');
  return { ms, megabytes };
}
