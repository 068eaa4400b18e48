import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { setStage } from '../stage/stage.js';
import { checkAll, must, untilDelivered } from './checks.js';
import { forgetLimits, invite, learnDialog, startLoad } from './load.js';
import { seeded } from './seeded.js';

/** @import { Stage } from '../stage/stage.js' */

const endOthers = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`;

/** Before Slack gives up waiting. */
const maxAnswerMs = 3000;

/**
 * Somebody looks after the database by a connection of their own.
 * @param {Stage} stage
 */
async function connectTo({ databaseUrl }) {
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  return admin;
}

/**
 * PostgreSQL ends every connection, again and again, under load: the process lives, and nothing is lost.
 * @param {{ rounds: number }} how
 */
export async function endedConnections({ rounds }) {
  const stage = await setStage('postgres');
  try {
    const app = await stage.start();
    const pattern = await learnDialog(stage.slack);
    const admin = await connectTo(stage);
    const load = startLoad(stage, pattern, 'ended');
    const random = seeded(1);
    for (let round = 1; round <= rounds; round += 1) {
      await admin.query(endOthers);
      // Sometimes there is time for a request, sometimes for half of one.
      await wait(random() * 150);
      if (round % 100 === 0) await admin.query('DELETE FROM rate_limits');
    }
    const done = await load.stop();
    await admin.end();
    must(app.isRunning(), 'the app ended by itself');
    await untilDelivered(stage, 240_000);
    await app.end('SIGTERM');
    // Sent, but not noted, when its connection was ended: as if killed then.
    const ends = stage.mail.arrivals.map(({ at }) => at);
    return { rounds, ...(await checkAll(stage, done, ends)) };
  } finally {
    await stage.stop();
  }
}

/**
 * Somebody keeps the workspace's row locked: whoever invites meanwhile is told so before Slack gives up.
 * @param {{ seconds: number }} how
 */
export async function rowLocked({ seconds }) {
  const stage = await setStage('postgres');
  try {
    const app = await stage.start();
    const pattern = await learnDialog(stage.slack);
    const admin = await connectTo(stage);
    await admin.query('BEGIN; SELECT * FROM workspaces FOR UPDATE');
    const lockedUntil = Date.now() + seconds * 1000;
    const figures = { asked: 0, slowestAnswerMs: 0 };
    const people = Array.from({ length: 12 }, async (_, person) => {
      for (let each = 0; Date.now() < lockedUntil; each += 1) {
        const start = performance.now();
        const isDone = await invite(stage.slack, pattern, `locked-${person}-${each}@example.com`);
        const ms = Math.round(performance.now() - start);
        // The last ones may see it unlocked.
        must(!isDone || Date.now() > lockedUntil, 'invited, though the row was locked');
        figures.asked += 1;
        figures.slowestAnswerMs = Math.max(figures.slowestAnswerMs, ms);
      }
    });
    await wait(seconds * 1000);
    await admin.query('ROLLBACK');
    await Promise.all(people);
    await admin.end();
    must(figures.slowestAnswerMs < maxAnswerMs, `an answer took ${figures.slowestAnswerMs} ms`);
    await forgetLimits(stage);
    must(await invite(stage.slack, pattern, 'after@example.com'), 'it does not work afterwards');
    must(app.isRunning(), 'the app ended by itself');
    return figures;
  } finally {
    await stage.stop();
  }
}
