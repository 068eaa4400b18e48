import { setTimeout as wait } from 'node:timers/promises';
import { personIn } from 'pretend-slack/driver';
import * as z from 'zod';
import { setStage } from '../stage/stage.js';
import { checkAll, must } from './checks.js';
import { allDelivered } from './kill.js';
import { seeded } from './seeded.js';

/** @import { DatabaseKind, Stage } from '../stage/stage.js' */
/** @typedef {ReturnType<typeof personIn>} Person */

const total = 1000;
/** So many rows are sent together or not at all. */
const rowsAtOnce = 25;
/** Lists that long are more than the limits of a day allow. */
const moreADay = 100_000;
/** A process that died leaves its import to others so late, and a busy machine takes its time. */
const goesOnWithinMs = 90_000;

const Count = z.object({ count: z.number() });

/**
 * Kills the app at so many moments in the midst of an import of 1,000 rows, starts it again each time, and checks that
 * everybody is invited once, that nothing is lost, and that an email comes twice only where it was under way. A list
 * that ends before is followed by another.
 * @param {DatabaseKind} kind
 * @param {{ moments: number, seed?: number, adminUrl?: string }} how
 */
export async function killImports(kind, { moments, seed = 1, adminUrl = '' }) {
  const stage = await setStage(kind, { adminUrl });
  const random = seeded(seed);
  /** @type {number[]} */
  const kills = [];
  /** @type {number[]} */
  const leftAfter = [];
  /** @type {string[]} */
  const invited = ['first@example.com'];
  const pace = { lifeMs: 400 };
  try {
    let app = await stage.start();
    const person = personIn(stage.slack, 'U0ADAM');
    await lookAt(person, invited);
    await person.submits();
    await person.waitsFor('modal', '1 person invited');
    await person.closes();
    let lists = 0;
    while (leftAfter.length < moments) {
      lists += 1;
      const list = Array.from({ length: total }, (_, index) => `l${lists}k${index}@example.com`);
      await lookAt(person, list);
      await app.end('SIGKILL');
      if (lists === 1) await stage.run(`UPDATE rate_limits SET acts = acts - ${moreADay}`);
      app = await stage.start();
      await person.submits();
      await person.closes();
      let left = total;
      while (left > 0 && leftAfter.length < moments) {
        await inTheMidst(stage, left, random(), pace);
        kills.push(Date.now());
        await app.end('SIGKILL');
        kills.push(Date.now());
        const before = left;
        left = await countRows(stage, "state = 'waiting'");
        setPace(pace, before - left);
        must(left % rowsAtOnce === 0, `${left} rows were left: some were sent without the others`);
        if (left > 0 && left < before) leftAfter.push(left);
        app = await stage.start();
      }
      invited.push(...list);
      await untilSaid(stage, person, lists);
    }
    await allDelivered(stage, app);
    must((await app.end('SIGTERM')) === 0, 'the app did not stop as it should');
    await checkRows(stage, invited);
    const figures = await checkAll(stage, { invited, joined: [] }, kills);
    return { kind, lists, kills: kills.length / 2, leftAfter, ...figures };
  } finally {
    await stage.stop();
  }
}

/**
 * Brings a list in as a file, until it is shown what will happen.
 * @param {Person} person
 * @param {readonly string[]} addresses
 */
async function lookAt(person, addresses) {
  await person.opensHome();
  await person.presses('Invite many', { in: 'home' });
  await person.waitsFor('modal', 'A file');
  await person.submits({ 'A file': { name: 'people.csv', bytes: addresses.join('\n') } });
  await person.waitsFor('modal', 'Nothing has been sent yet.');
}

/**
 * Waits for a moment at which some rows were sent since the start and others weren't. Nobody can see into an embedded
 * database while the app has it, so there it is a time, which follows how far the import came in the last.
 * @param {Stage} stage
 * @param {number} before
 * @param {number} chance From 0 to 1.
 * @param {{ lifeMs: number }} pace
 */
async function inTheMidst(stage, before, chance, { lifeMs }) {
  if (stage.kind === 'embedded') return await wait(lifeMs * (0.6 + 0.8 * chance));
  const deadline = Date.now() + goesOnWithinMs;
  while ((await countRows(stage, "state = 'waiting'")) === before) {
    must(Date.now() < deadline, `no row of ${before} was sent`);
    await wait(10);
  }
  await wait(100 * chance);
}

/**
 * @param {{ lifeMs: number }} pace
 * @param {number} sent
 */
function setPace(pace, sent) {
  if (sent === 0) pace.lifeMs *= 1.5;
  else if (sent > 3 * rowsAtOnce) pace.lifeMs *= 0.6;
}

/**
 * Waits until the person was told of so many lists that they are done.
 * @param {Stage} stage
 * @param {Person} person
 * @param {number} lists
 */
async function untilSaid({ slack }, person, lists) {
  const told = () => person.reads('messages').join('\n').split('1,000 people invited').length - 1;
  await slack.until(() => told() >= lists, goesOnWithinMs);
}

/**
 * How many rows of lists a condition holds for.
 * @param {Stage} stage
 * @param {string} condition
 */
async function countRows(stage, condition) {
  const sql = `SELECT count(*)::int AS count FROM import_rows WHERE ${condition}`;
  const [row] = await stage.rows(Count, sql);
  return row?.count ?? 0;
}

/**
 * Every row is in its one last state, and each invitation, message and line of the record is there once.
 * @param {Stage} stage No app runs.
 * @param {readonly string[]} invited
 */
async function checkRows(stage, invited) {
  const rows = await countRows(stage, "state = 'invited' AND invitation_id IS NOT NULL");
  const all = await countRows(stage, 'TRUE');
  must(rows === invited.length && all === rows, `${rows} of ${all} rows are invited`);
  for (const each of [
    'SELECT count(DISTINCT address)::int AS count FROM invitations',
    "SELECT count(*)::int AS count FROM deliveries WHERE channel = 'email'",
    "SELECT count(*)::int AS count FROM deliveries WHERE channel = 'slack_dm' AND recipient LIKE '%@%'",
    "SELECT count(*)::int AS count FROM audit_entries WHERE act = 'invitation_sent'",
  ]) {
    const [row] = await stage.rows(Count, each);
    must(row?.count === invited.length, `${row?.count} of ${invited.length}: ${each}`);
  }
  const counted = `SELECT count(*)::int AS count FROM rate_limits WHERE acts = ${invited.length - moreADay}`;
  const [limits] = await stage.rows(Count, counted);
  must(
    limits?.count === 2,
    'the limits of the admin and of the workspace have not counted each once',
  );
}
