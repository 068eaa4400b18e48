import { z } from 'zod';
import { findPostgres } from '../machine.js';
import { startCluster } from '../postgres-cluster.js';
import { percentile, sample, table } from './measure.js';
import { setBench } from './stage.js';

/** @import { Stage } from '../stage/stage.js' */

const sizes = [100, 100_000];
const rounds = 5;
const times = 60;

const PlanLine = z.object({ 'QUERY PLAN': z.string() });

/** Opening the Home tab with few and with many invitations, on PostgreSQL; turn about, so that noise hits both. */
export async function measureHome() {
  if (!findPostgres()) return '## Home tab\n\nNot measured: PostgreSQL is not installed here.';
  const cluster = await startCluster();
  const homes = [];
  for (const size of sizes) homes.push(await homeWith(cluster.url, size));
  for (let round = 0; round < rounds; round += 1) {
    for (const home of homes) home.taken.push(...(await sample(times, home.open)));
  }
  const rows = homes.map(({ size, taken }) => {
    const sorted = taken.sort((a, b) => a - b);
    return { size, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) };
  });
  const plan = (await homes.at(-1)?.plan()) ?? [];
  const fewest = rows[0]?.p50 ?? Number.NaN;
  for (const home of homes) await home.stop();
  await cluster.stop();
  return [
    '## Home tab, PostgreSQL',
    table(
      ['invitations', 'p50', 'p95', 'compared'],
      rows.map(({ size, p50, p95 }) => [
        size.toLocaleString('en'),
        `${p50.toFixed(1)} ms`,
        `${p95.toFixed(1)} ms`,
        `${(p50 / fewest).toFixed(2)} (aim: ≤ 1.2)`,
      ]),
    ),
    'The plan for a page in the middle of the long list:',
    ['```', ...plan, '```'].join('\n'),
  ].join('\n\n');
}

/**
 * @param {string} adminUrl
 * @param {number} size How many invitations there are.
 */
async function homeWith(adminUrl, size) {
  const stage = await setBench(adminUrl);
  await stage.start();
  const { slack } = stage;
  const published = () => slack.calls.filter(({ method }) => method === 'views.publish').length;
  const open = async () => {
    const before = published();
    const start = performance.now();
    await slack.openHome('U0ADAM');
    await slack.until(() => published() > before);
    slack.calls.length = 0;
    return performance.now() - start;
  };
  await open();
  await fill(stage, size);
  /** @type {number[]} */
  const taken = [];
  return { size, open, taken, plan: () => planOf(stage), stop: stage.stop };
}

/**
 * @param {Stage} stage
 * @param {number} size
 */
async function fill(stage, size) {
  await stage.run(
    `INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user, invited_by_name,
       created_at, sent_at, expires_at, accepted_at)
     SELECT gen_random_uuid(), w.id, 'ana' || n || '@example.com', 'ana' || n || '@example.com', 'member',
       'U0ADAM', 'Adam Admin', moment, moment, moment + interval '7 days',
       CASE WHEN n % 3 = 0 THEN moment + interval '1 day' END
     FROM workspaces w, generate_series(1, ${size}) n,
       LATERAL (SELECT now() - n * interval '1 minute' AS moment) t`,
  );
  await stage.run('ANALYZE');
}

/** @param {Stage} stage */
async function planOf(stage) {
  const rows = await stage.rows(
    PlanLine,
    `EXPLAIN SELECT id, created_at FROM invitations
     WHERE workspace_id = (SELECT id FROM workspaces LIMIT 1)
       AND (created_at, id) <= (now() - interval '30 days', gen_random_uuid())
     ORDER BY created_at DESC, id DESC LIMIT 11`,
  );
  return rows.map((row) => row['QUERY PLAN']);
}
