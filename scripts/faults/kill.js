import { setTimeout as wait } from 'node:timers/promises';
import { setStage } from '../stage/stage.js';
import { checkAll, countRemoved, must, untilDelivered, untilQuiet } from './checks.js';
import { forgetLimits, learnDialog, noneDone, startJoining, startLoad } from './load.js';
import { seeded } from './seeded.js';

/** @import { AppProcess } from '../stage/app-process.js' */
/** @import { DatabaseKind, Stage } from '../stage/stage.js' */

/** A lease of PostgreSQL's deliveries, and a little more. */
const leaseMs = 100_000;

/**
 * Kills the app under load at so many random moments, starts it again each time, and checks that nothing was
 * lost and nothing doubled but where it can't be helped.
 * @param {DatabaseKind} kind
 * @param {{ rounds: number, signal?: NodeJS.Signals, seed?: number, adminUrl?: string }} how
 */
export async function killRounds(kind, { rounds, signal = 'SIGKILL', seed = 1, adminUrl = '' }) {
  const stage = await setStage(kind, { adminUrl });
  const random = seeded(seed);
  const done = noneDone();
  /** @type {number[]} */
  const kills = [];
  try {
    let app = await stage.start();
    const pattern = await learnDialog(stage.slack);
    // Many emails come only after the next start.
    const stopJoining = startJoining(stage, done);
    let round = 0;
    let isAnybodyRemoved = false;
    // On a busy machine it takes more rounds, and longer ones, until an admin has come to remove somebody.
    const hasMore = () =>
      round < rounds || (rounds >= 10 && !isAnybodyRemoved && round < 3 * rounds);
    while (hasMore()) {
      round += 1;
      const load = startLoad(stage, pattern, `r${round}`, { joins: false });
      await wait((500 + random() * 2500) * (round > rounds ? 4 : 1));
      const killedAt = Date.now();
      const code = await app.end(signal);
      // On a busy machine it lives on for a moment, and sends.
      if (signal === 'SIGKILL') kills.push(killedAt, Date.now());
      must(signal === 'SIGKILL' || code === 0, `${signal} ended with ${code}`);
      const { invited, asked } = await load.stop();
      done.invited.push(...invited);
      done.asked += asked;
      await forgetLimits(stage);
      isAnybodyRemoved ||= (await countRemoved(stage)) > 0;
      app = await stage.start();
    }
    await allDelivered(stage, app);
    await stopJoining();
    await app.end('SIGTERM');
    const figures = await checkAll(stage, done, kills);
    // In a few rounds nobody may come to it.
    must(rounds < 10 || figures.removed > 0, 'nobody was removed, so nothing is known about that');
    return { kind, signal, rounds: round, asked: done.asked, ...figures };
  } finally {
    await stage.stop();
  }
}

/**
 * Waits until nothing is due any more; on PostgreSQL a dead process's lease must run out first.
 * @param {Stage} stage
 * @param {AppProcess} app
 */
export async function allDelivered(stage, app) {
  if (stage.kind === 'embedded') return await untilQuiet(stage.mail, 3000, 120_000);
  await untilDelivered(stage, leaseMs);
  must(app.isRunning(), 'the app ended by itself');
}
