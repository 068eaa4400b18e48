import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { memoryOf, statusOf } from '../stage/app-process.js';
import { setStage } from '../stage/stage.js';
import { checkAll, must, until, untilDelivered } from './checks.js';
import { forgetLimits, invite, learnDialog, noneDone, startLoad } from './load.js';

/** @import { Trouble } from '../stage/mail-server.js' */

/** Nobody waits longer for an answer. */
const maxAnswerMs = 10_000;

const Failed = z.object({ recipient: z.string(), reason: z.string() });

/**
 * How the mail server treats the first attempt for an address, by the address's name.
 * @type {Readonly<Record<string, Trouble>>}
 */
const mailTroubles = {
  ask: { at: 'address', answer: '451 greylisted, come back later' },
  busy: { at: 'address', answer: '421 too busy' },
  hang: { at: 'address', answer: 'silence' },
  drop: { at: 'letter', answer: 'cut' },
};
/** @type {Trouble} */
const never = { at: 'address', answer: '550 no such person' };

/**
 * A mail server that asks for patience, hangs, hangs up after the message, refuses for good, and is gone for a
 * while; and a Slack that has an outage of each kind. All is delivered afterwards, and nothing else suffers.
 * @param {{ each: number }} how
 */
export async function mailAndSlackOutages({ each }) {
  const stage = await setStage('postgres');
  try {
    const app = await stage.start();
    const pattern = await learnDialog(stage.slack);
    stage.mail.misbehave((address, nth) => {
      if (address.startsWith('never')) return never;
      return nth === 1 ? mailTroubles[/^[a-z]+/.exec(address)?.[0] ?? ''] : undefined;
    });
    stage.slack.fail('users.lookupByEmail', { retryAfter: 2, times: 3 });
    stage.slack.fail('users.lookupByEmail', { status: 500, times: 3 });
    stage.slack.fail('users.lookupByEmail', { delayMs: 30_000, status: 503, times: 2 });
    /** @type {number[]} */
    const answers = [];
    const done = noneDone();
    for (let index = 0; index < each; index += 1) {
      for (const kind of [...Object.keys(mailTroubles), 'never', 'fine']) {
        // In the middle of it the mail server is gone.
        if (index === Math.floor(each / 2) && kind === 'ask') await stage.mail.close();
        const email = `${kind}-${index}@example.com`;
        const start = performance.now();
        must(await invite(stage.slack, pattern, email), `${email} was not acknowledged`);
        answers.push(performance.now() - start);
        done.invited.push(email);
      }
    }
    must((await statusOf(`${app.url}/readyz`)) === 200, 'not ready while only others are down');
    await wait(5000);
    await stage.mail.open();
    await untilDelivered(stage, 240_000);
    const failed = await stage.rows(
      Failed,
      "SELECT recipient, reason FROM deliveries WHERE state = 'failed' ORDER BY recipient",
    );
    must(
      failed.every(({ recipient, reason }) => recipient.startsWith('never') && /550/.test(reason)),
      `failed, though another try would help: ${JSON.stringify(failed[0])}`,
    );
    must(failed.length === each, `${failed.length} of ${each} refused for good have failed`);
    await stage.run("DELETE FROM deliveries WHERE state = 'failed'");
    const slowest = Math.round(Math.max(...answers));
    must(slowest < maxAnswerMs, `an answer took ${slowest} ms`);
    await app.end('SIGTERM');
    return {
      slowestAnswerMs: slowest,
      refusedForGood: failed.length,
      ...(await checkAll(stage, done)),
    };
  } finally {
    await stage.stop();
  }
}

/**
 * PostgreSQL goes down under load, several times: /readyz says so, requests get an answer in time, it works
 * again by itself, and what was acknowledged is delivered. Memory stays where it was.
 * @param {{ times: number, downMs?: number }} how
 */
export async function databaseOutages({ times, downMs = 4000 }) {
  const stage = await setStage('postgres');
  try {
    const app = await stage.start();
    const pattern = await learnDialog(stage.slack);
    const done = noneDone();
    /** @type {number[]} */
    const memory = [];
    let slowest = 0;
    const probe = async (/** @type {string} */ path) => {
      const start = performance.now();
      const status = await statusOf(app.url + path, 2 * maxAnswerMs);
      slowest = Math.max(slowest, Math.round(performance.now() - start));
      return status;
    };
    for (let round = 1; round <= times; round += 1) {
      const load = startLoad(stage, pattern, `d${round}`);
      await wait(2000);
      const back = stage.cluster?.restart(downMs);
      await wait(500);
      const [ready, alive, page] = await Promise.all(
        ['/readyz', '/healthz', '/sign-in'].map(probe),
      );
      must(ready === 503, `/readyz said ${ready} while the database was down`);
      must(alive === 200, `/healthz said ${alive} while the database was down`);
      must(page === 200 || page === 503, `/sign-in said ${page}`);
      await back;
      await until(async () => (await probe('/readyz')) === 200, 30_000, 'it is ready again');
      await wait(1000);
      const { invited, joined } = await load.stop();
      done.invited.push(...invited);
      done.joined.push(...joined);
      memory.push(memoryOf(app.pid));
      await forgetLimits(stage);
    }
    // What was being sent when the database went has its lease to wait for.
    await untilDelivered(stage, 240_000);
    must(app.isRunning(), 'the app ended by itself');
    const [first = 0, last = 0] = [memory[0], memory.at(-1)];
    must(last < first + 120, `memory grew from ${first} to ${last} MB`);
    must(slowest < maxAnswerMs, `an answer took ${slowest} ms`);
    await app.end('SIGTERM');
    // Sent, but not noted, when the database went away: as if killed then.
    const downs = stage.mail.arrivals.map(({ at }) => at);
    return {
      times,
      slowestAnswerMs: slowest,
      memoryMb: memory,
      ...(await checkAll(stage, done, downs)),
    };
  } finally {
    await stage.stop();
  }
}
