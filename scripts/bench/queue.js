import * as z from 'zod';
import { findPostgres } from '../machine.js';
import { startCluster } from '../postgres-cluster.js';
import { arrivalFor } from '../stage/people.js';
import { percentileInWords, sample, table, timed } from './measure.js';
import { setBench } from './stage.js';

/** @import { Stage } from '../stage/stage.js' */

const waiting = 10_000;
const times = 60;
const letters = 15;

const Count = z.object({ count: z.coerce.number() });

/** How one workspace fares while thousands of emails and direct messages of another wait. */
export async function measureQueue() {
  const rows = [];
  rows.push(...(await beside('embedded', await setBench())));
  if (findPostgres()) {
    const cluster = await startCluster();
    rows.push(...(await beside('PostgreSQL', await setBench(cluster.url))));
    await cluster.stop();
  }
  return [
    '## A long queue',
    `Another workspace's ${waiting.toLocaleString('en')} emails and as many direct messages wait in the second row of each database, and are being sent meanwhile.`,
    table(
      [
        'database',
        'waiting',
        '`/invite` to the dialog, p50',
        'p99',
        '`/invite ADDRESS` to the mailbox, p50',
        'p95',
      ],
      rows,
    ),
  ].join('\n\n');
}

/**
 * @param {string} name
 * @param {Stage} stage
 */
async function beside(name, stage) {
  const app = await stage.start();
  const rows = [[name, '0', ...(await measure(stage, 'quiet'))]];
  // Nobody else may open the embedded database meanwhile.
  await app.end('SIGTERM');
  await fillQueue(stage, waiting);
  const again = await stage.start();
  const taken = await measure(stage, 'queued');
  await again.end('SIGTERM');
  const after = await left(stage);
  if (after === 0) throw new Error('the queue was empty before the end');
  rows.push([
    name,
    `${(2 * waiting).toLocaleString('en')} to ${after.toLocaleString('en')}`,
    ...taken,
  ]);
  await stage.stop();
  return rows;
}

/**
 * @param {Stage} stage
 * @param {string} prefix Of the invited addresses.
 */
async function measure({ slack, mail }, prefix) {
  const dialog = await sample(times, async () => {
    const taken = await timed(async () => {
      await slack.command({ user: 'U0ADAM', command: '/invite' });
      await slack.until(() => slack.modal('U0ADAM'));
    });
    await slack.close({ user: 'U0ADAM', all: true });
    return taken;
  });
  const arrival = await sample(
    letters,
    (index) =>
      timed(async () => {
        const email = `${prefix}${index}@example.com`;
        const letter = arrivalFor(mail, email);
        await slack.command({ user: 'U0ADAM', command: '/invite', text: email });
        await letter;
      }),
    2,
  );
  return [
    percentileInWords(dialog, 0.5),
    percentileInWords(dialog, 0.99),
    percentileInWords(arrival, 0.5),
    percentileInWords(arrival, 0.95),
  ];
}

/** @param {Stage} stage */
async function left(stage) {
  const [row] = await stage.rows(
    Count,
    "SELECT count(*) FROM deliveries WHERE state IN ('queued', 'retrying', 'sending')",
  );
  return row?.count ?? 0;
}

/**
 * Another workspace has invited so many at once; each has an email and a direct message that wait.
 * @param {Stage} stage
 * @param {number} count
 * @param {readonly ('email' | 'slack_dm')[]} channels
 */
export async function fillQueue(stage, count, channels = ['email', 'slack_dm']) {
  await stage.run(
    `WITH other AS (
       INSERT INTO workspaces (id, slack_team_id, name, created_at)
       VALUES (gen_random_uuid(), 'T0OTHER', 'Other', now()) RETURNING id
     ), invited AS (
       INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user, invited_by_name,
         created_at, sent_at, expires_at)
       SELECT gen_random_uuid(), other.id, 'many' || n || '@other.example', 'many' || n || '@other.example', 'member',
         'U0OTHER', 'Olga', now(), now(), now() + interval '7 days'
       FROM other, generate_series(1, ${count}) n RETURNING id, workspace_id, address
     )
     INSERT INTO deliveries (id, workspace_id, invitation_id, channel, notice, recipient, created_at, due_at, give_up_at)
     SELECT gen_random_uuid(), workspace_id, id, kind.channel::delivery_channel, kind.notice, address, now(), now(),
       now() + interval '1 day'
     FROM invited, (VALUES ('email', 'invitations.invite_email'), ('slack_dm', 'invitations.invite_dm'))
       AS kind (channel, notice)
     WHERE kind.channel IN (${channels.map((channel) => `'${channel}'`).join(', ')})`,
  );
}
