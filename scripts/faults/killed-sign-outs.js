import { setTimeout as wait } from 'node:timers/promises';
import { personIn } from 'pretend-slack/driver';
import * as z from 'zod';
import { setStage } from '../stage/stage.js';
import { connectTool, settleMembers, startToldTool } from '../stage/told-tool.js';
import { must, until } from './checks.js';
import { seeded } from './seeded.js';

/** @import { DatabaseKind, Stage } from '../stage/stage.js' */

const SignIn = z.object({ sid: z.string(), is_removed: z.boolean(), is_ended: z.boolean() });
const Removed = z.object({ count: z.number() });

/** After the press: before it is written, while it is, and after that. */
const pressedMs = 600;
/** Until a tool is told of a removal that wasn't cut off. */
const firstToldMs = 30_000;
/** What a dead process had in hand on PostgreSQL is anybody's after its lease. */
const toldWithinMs = 150_000;

/**
 * Kills the app at so many moments around the removal of a member who is signed in to two tools, starts it again each
 * time, and checks that of whoever is removed every tool was told of every sign-in, and of nobody else's.
 * @param {DatabaseKind} kind
 * @param {{ moments: number, seed?: number, adminUrl?: string }} how
 */
export async function killSignOuts(kind, { moments, seed = 1, adminUrl = '' }) {
  const variables = { TOOL_HOSTS: '127.0.0.1' };
  const stage = await setStage(kind, { adminUrl, variables });
  const tools = [await startToldTool(), await startToldTool()];
  const random = seeded(seed);
  const told = () => new Set(tools.flatMap((tool) => tool.told.map(({ sid }) => sid)));
  try {
    let app = await stage.start();
    for (const [index, { url }] of tools.entries()) {
      await connectTool(stage.slack, url, `Tool ${index + 1}`);
    }
    must((await app.end('SIGTERM')) === 0, 'the app did not stop as it should');
    await settleMembers(stage, moments);
    for (let moment = 0; moment < moments; moment += 1) {
      app = await stage.start();
      const before = told().size;
      await beginRemoval(stage);
      // Every other time some tools have been told, and others perhaps not.
      if (moment % 2 === 0) await untilMore(() => told().size > before);
      else await wait(random() * pressedMs);
      await app.end('SIGKILL');
    }
    const removed = await countRemoved(stage);
    must(removed > 0, 'nobody was removed, so nothing is known about that');
    app = await stage.start();
    // Each removal that was written has four sign-ins that end.
    await until(() => told().size >= removed * 4, toldWithinMs, 'every tool was told');
    must((await app.end('SIGTERM')) === 0, 'the app did not stop as it should');
    const figures = await check(stage, told());
    const calls = tools.flatMap((tool) => tool.told).length;
    return { kind, kills: moments, ...figures, calls };
  } finally {
    await stage.stop();
    await Promise.all(tools.map((tool) => tool.stop()));
  }
}

/**
 * Adam says yes to removing the first member in the list; nobody waits for what comes of it.
 * @param {Stage} stage
 */
async function beginRemoval({ slack }) {
  const adam = personIn(slack, 'U0ADAM');
  // The dialog of the time before is still there where the app died before it answered.
  if (slack.modal('U0ADAM')) await slack.close({ user: 'U0ADAM', all: true });
  await adam.opensHome();
  const tab = adam.reads('home').find((line) => line.startsWith('Members ('));
  if (tab) await adam.presses(tab, { in: 'home' });
  await adam.waitsFor('home', ['● Members', 'Remove…']);
  await adam.presses('Remove…', { in: 'home' });
  await slack.until(() => slack.modal('U0ADAM'), 10_000);
  adam.submits().catch(() => undefined);
}

/** @param {() => boolean} isMore */
async function untilMore(isMore) {
  const deadline = Date.now() + firstToldMs;
  while (!isMore()) {
    must(Date.now() < deadline, 'no tool was told');
    await wait(2);
  }
}

/** @param {Stage} stage */
async function countRemoved(stage) {
  const counted = 'SELECT count(*)::int AS count FROM members WHERE closed_at IS NOT NULL';
  const [row] = await stage.rows(Removed, counted);
  return row?.count ?? 0;
}

/**
 * @param {Stage} stage No app runs.
 * @param {ReadonlySet<string>} told
 */
async function check(stage, told) {
  const signIns = await stage.rows(
    SignIn,
    `SELECT s.sid, m.closed_at IS NOT NULL AS is_removed, s.ended_at IS NOT NULL AS is_ended
     FROM tool_sign_ins s JOIN members m ON m.id = s.member_id`,
  );
  for (const { sid, is_removed: isRemoved, is_ended: isEnded } of signIns) {
    must(isEnded === isRemoved, 'somebody is removed and still signed in, or the other way round');
    must(told.has(sid) === isRemoved, `a tool was ${isRemoved ? 'not ' : ''}told`);
  }
  const removed = signIns.filter((each) => each.is_removed).length / 4;
  return { members: signIns.length / 4, removed };
}
