import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { freePort } from '../free-port.js';
import { processorOf } from '../stage/app-process.js';
import { setStage } from '../stage/stage.js';
import { checkAll, must, until, untilDelivered } from './checks.js';
import { forgetLimits, learnDialog, noneDone, startLoad } from './load.js';

/** @import { Stage } from '../stage/stage.js' */

const Applied = z.object({ migration_name: z.string(), times: z.number() });

/**
 * Three processes on one PostgreSQL under load; one is killed. Every delivery arrives once.
 * @param {{ seconds: number }} how
 */
export async function threeProcesses({ seconds }) {
  const stage = await setStage('postgres');
  try {
    const apps = await startSeveral(stage, 3);
    const pattern = await learnDialog(stage.slack);
    const load = startLoad(stage, pattern, 'three');
    await wait(seconds * 500);
    const kills = [Date.now()];
    // Slack's requests go to the last one; another dies.
    const [first, ...others] = apps;
    await first?.end('SIGKILL');
    // On a busy machine it lives on for a moment, and sends.
    kills.push(Date.now());
    await forgetLimits(stage);
    await wait(seconds * 500);
    const done = await load.stop();
    await untilDelivered(stage, 150_000);
    for (const app of others) must((await app.end('SIGTERM')) === 0, 'it did not stop');
    return await checkAll(stage, done, kills);
  } finally {
    await stage.stop();
  }
}

/** One email at a time goes over each connection that a process has to the mail server: as many may be half sent. */
const mailConnections = 12;

/**
 * Two processes on one PostgreSQL, one of which stands still in the midst of sending, as a virtual machine does that
 * is moved. The other one goes on; nothing is lost, and only what was half sent may come twice.
 * @param {{ seconds: number, deliveries: number }} how
 */
export async function frozenProcess({ seconds, deliveries }) {
  const stage = await setStage('postgres');
  stage.mail.takeTime(100);
  try {
    const first = await stage.start();
    await learnDialog(stage.slack);
    await enqueueMany(stage, deliveries, "now() + interval '1 day'");
    const others = await startSeveral(stage, 1, [await freePort()]);
    await stage.run("UPDATE deliveries SET due_at = now() WHERE state = 'queued'");
    await stage.run("SELECT pg_notify('deliveries', '')");
    await until(() => stage.mail.arrivals.length > deliveries / 4, 60_000, 'some have arrived');
    process.kill(first.pid, 'SIGSTOP');
    const frozenAt = Date.now();
    await wait(seconds * 1000);
    process.kill(first.pid, 'SIGCONT');
    await untilDelivered(stage, 150_000);
    for (const app of [first, ...others]) {
      must(app.isRunning(), 'a process ended by itself');
      must((await app.end('SIGTERM')) === 0, 'it did not stop');
    }
    // The mail server goes on taking what it had been given by then.
    const kills = [frozenAt, frozenAt + 1000, frozenAt + seconds * 1000];
    const figures = await checkAll(stage, noneDone(), kills);
    must(figures.doubled <= mailConnections, `${figures.doubled} came twice`);
    return figures;
  } finally {
    await stage.stop();
  }
}

/**
 * Processes that start at the same moment on an empty database: all come up, and it is migrated once.
 * @param {{ processes: number }} how
 */
export async function startTogether({ processes }) {
  const stage = await setStage('postgres');
  try {
    const apps = await startSeveral(stage, processes);
    const applied = await stage.rows(
      Applied,
      'SELECT migration_name, count(*)::int AS times FROM _prisma_migrations GROUP BY 1',
    );
    must(applied.length > 0 && applied.every(({ times }) => times === 1), 'migrated twice');
    for (const app of apps) must(app.faults().length === 0, 'a fault at the start');
    await Promise.all(apps.map((app) => app.end('SIGTERM')));
    return { processes, migrations: applied.length };
  } finally {
    await stage.stop();
  }
}

/**
 * How fast one process delivers what waits, and how fast two do; and what a delivery costs. With `slowMs` the mail
 * server takes that long over each message, as one beyond a network does: then it is what the processes wait for,
 * not the cores that they share here with everything else, and two must do nearly twice as much.
 * @param {{ deliveries: number, slowMs?: number }} how
 */
export async function throughput({ deliveries, slowMs = 0 }) {
  const one = await drain(1, deliveries, slowMs);
  const two = await drain(2, deliveries, slowMs);
  const ratio = two.perSecond / one.perSecond;
  must(slowMs === 0 || ratio >= 1.6, `two processes did only ${ratio.toFixed(2)} times as much`);
  return {
    perSecondByOne: Math.round(one.perSecond),
    perSecondByTwo: Math.round(two.perSecond),
    ratio: Number(ratio.toFixed(2)),
    processorMsPerDelivery: Number(one.processorMs.toFixed(1)),
  };
}

/**
 * @param {number} processes
 * @param {number} count
 * @param {number} slowMs
 */
async function drain(processes, count, slowMs) {
  const stage = await setStage('postgres');
  stage.mail.takeTime(slowMs);
  try {
    const app = await stage.start();
    await learnDialog(stage.slack);
    await untilDelivered(stage, 60_000);
    await app.end('SIGTERM');
    await enqueueMany(stage, count, "now() + interval '1 day'");
    const apps = await startSeveral(stage, processes);
    const before = apps.map(({ pid }) => processorOf(pid));
    const start = performance.now();
    await stage.run("UPDATE deliveries SET due_at = now() WHERE state = 'queued'");
    await stage.run("SELECT pg_notify('deliveries', '')");
    const arrived = () => stage.mail.arrivals.length > count;
    while (!arrived() && performance.now() - start < 120_000) await wait(20);
    const ms = performance.now() - start;
    must(arrived(), `only ${stage.mail.arrivals.length} of ${count} arrived in two minutes`);
    const used = apps.map(({ pid }, index) => processorOf(pid) - (before[index] ?? 0));
    await Promise.all(apps.map((each) => each.end('SIGTERM')));
    await checkAll(stage, noneDone());
    const processorMs = used.reduce((sum, each) => sum + each, 0) / count;
    return { perSecond: (count * 1000) / ms, processorMs };
  } finally {
    await stage.stop();
  }
}

/**
 * As many invitations as the one that there is, each with an email that waits.
 * @param {Stage} stage
 * @param {number} count
 * @param {string} dueAt In SQL.
 */
async function enqueueMany(stage, count, dueAt) {
  await stage.run(
    `INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user,
       invited_by_name, created_at, sent_at, expires_at)
     SELECT gen_random_uuid(), workspace_id, 'many-' || n || '@example.com',
       'many-' || n || '@example.com', role, invited_by_slack_user, invited_by_name,
       created_at, sent_at, expires_at
     FROM invitations, generate_series(1, ${count}) AS n`,
  );
  await stage.run(
    `INSERT INTO deliveries (id, workspace_id, invitation_id, channel, notice, recipient,
       state, attempts, created_at, due_at, give_up_at)
     SELECT gen_random_uuid(), workspace_id, id, 'email', 'invitations.invite_email', email,
       'queued', 0, now(), ${dueAt}, now() + interval '2 days'
     FROM invitations WHERE email LIKE 'many-%'`,
  );
}

/**
 * @param {Stage} stage
 * @param {number} count
 * @param {readonly number[]} given The ports of the last ones.
 */
async function startSeveral(stage, count, given = [Number(stage.env.PORT)]) {
  const ports = [...given];
  while (ports.length < count) ports.unshift(await freePort());
  const { PUBLIC_URL } = stage.env;
  return await Promise.all(ports.map((port) => stage.start({ PORT: String(port), PUBLIC_URL })));
}
