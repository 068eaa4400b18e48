import { setTimeout as wait } from 'node:timers/promises';
import { personIn } from 'pretend-slack/driver';
import * as z from 'zod';
import { findPostgres } from '../machine.js';
import { startCluster } from '../postgres-cluster.js';
import { linkFor } from '../stage/people.js';
import { median, percentile, percentileInWords, table, timed } from './measure.js';
import { setBench } from './stage.js';

/** @import { Stage } from '../stage/stage.js' */

const people = 1000;
const looks = 5;
const idleTimes = 200;
const preview = 'Nothing has been sent yet.';

const Count = z.object({ count: z.coerce.number() });

/** A list of a thousand people: until it is shown what will happen, and until all of them are invited. */
export async function measureImports() {
  const rows = [await measureList('embedded', await setBench())];
  if (findPostgres()) {
    const cluster = await startCluster({ durable: true });
    rows.push(await measureList('PostgreSQL', await setBench(cluster.url)));
    await cluster.stop();
  }
  return [
    `## A list of ${people.toLocaleString('en')} people`,
    'Read from a CSV file with names and roles (aim: acknowledged within 1 s, shown within 1.5 s); then sent, while their emails go out, too (aim on PostgreSQL: all in the queue within 5 s), and another admin opens the dialog again and again (aim: p99 ≤ 2 × as otherwise).',
    table(
      [
        'database',
        'acknowledged',
        'shown',
        'all in the queue',
        '`/invite` to the dialog otherwise, p50',
        'p99',
        'meanwhile, p50',
        'p99',
      ],
      rows,
    ),
  ].join('\n\n');
}

/**
 * @param {string} name
 * @param {Stage} stage
 */
async function measureList(name, stage) {
  let app = await stage.start();
  const adam = personIn(stage.slack, 'U0ADAM');
  // Counts for the limits of a day, which are raised below.
  await linkFor(stage, 'U0ADAM', 'first@example.com');
  const acknowledged = [];
  const shown = [];
  for (let look = -1; look < looks; look += 1) {
    await openForm(adam);
    const file = { name: 'people.csv', bytes: listOf(`look${look}`) };
    let ackMs = 0;
    const shownMs = await timed(async () => {
      ackMs = await timed(() => adam.submits({ 'A file': file }));
      await adam.waitsFor('modal', preview);
    });
    if (look < 0) continue;
    acknowledged.push(ackMs);
    shown.push(shownMs);
    if (look < looks - 1) await adam.closes();
  }
  await app.end('SIGTERM');
  // More than the limits of a day allow.
  await stage.run('UPDATE rate_limits SET acts = acts - 100000');
  app = await stage.start();
  const before = await dialogsUntil(stage, idle());
  const start = performance.now();
  let queuedMs = 0;
  await adam.submits();
  const queued = untilQueued(stage).then(() => {
    queuedMs = performance.now() - start;
  });
  const meanwhile = await dialogsUntil(stage, () => queuedMs > 0);
  await queued;
  await stage.stop();
  return [
    name,
    `${median(acknowledged).toFixed(0)} ms`,
    `${median(shown).toFixed(0)} ms`,
    `${(queuedMs / 1000).toFixed(1)} s`,
    percentileInWords(before, 0.5),
    percentileInWords(before, 0.99),
    percentileInWords(meanwhile, 0.5),
    `${percentileInWords(meanwhile, 0.99)} (${(percentile(meanwhile, 0.99) / percentile(before, 0.99)).toFixed(1)} ×)`,
  ];
}

/** @param {ReturnType<typeof personIn>} person */
async function openForm(person) {
  await person.opensHome();
  await person.presses('Invite many', { in: 'home' });
  await person.waitsFor('modal', 'Names and email addresses');
}

/** @param {string} name Of the people in it. */
function listOf(name) {
  const lines = Array.from(
    { length: people },
    (_, index) => `${name} Person ${index};${name}.p${index}@example.com;member`,
  );
  return Buffer.from(['Name;Email;Role', ...lines].join('\r\n'));
}

function idle() {
  let left = idleTimes;
  return () => {
    left -= 1;
    return left < 0;
  };
}

/**
 * Another admin opens the dialog until then; gives what that took each time, sorted.
 * @param {Stage} stage
 * @param {() => boolean} isOver
 */
async function dialogsUntil({ slack }, isOver) {
  const user = 'U0OLGA';
  /** @type {number[]} */
  const taken = [];
  while (!isOver()) {
    taken.push(
      await timed(async () => {
        await slack.command({ user, command: '/invite' });
        await slack.until(() => slack.modal(user));
      }),
    );
    await slack.close({ user, all: true });
  }
  return taken.sort((a, b) => a - b);
}

/**
 * Until nobody of the list waits to be invited. Nobody else may look into the embedded database meanwhile: there it is
 * until the list's last word has come.
 * @param {Stage} stage
 */
async function untilQueued(stage) {
  const isOver =
    stage.kind === 'embedded'
      ? () => stage.slack.calls.some(({ method }) => method === 'chat.postMessage')
      : async () => {
          const waiting =
            "SELECT count(*) FROM import_rows WHERE state = 'waiting' AND import_id IN";
          const [row] = await stage.rows(
            Count,
            `${waiting} (SELECT id FROM imports WHERE state = 'sending')`,
          );
          return row?.count === 0;
        };
  while (!(await isOver())) await wait(50);
}
