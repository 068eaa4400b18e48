import pg from 'pg';
import { findPostgres } from '../machine.js';
import { runAsAdmin, startCluster } from '../postgres-cluster.js';
import { percentile, sample, table } from './measure.js';
import { setStage, startBuiltApp } from './stage.js';

const sizes = [100, 100_000];
const rounds = 5;
const times = 60;

/** Opening the Home tab with few and with many invitations, on PostgreSQL; turn about, so that noise hits both. */
export async function measureHome() {
  if (!findPostgres()) return '## Home tab\n\nNot measured: PostgreSQL is not installed here.';
  const cluster = await startCluster();
  const stages = [];
  for (const size of sizes) stages.push(await homeWith(cluster.url, size));
  for (let round = 0; round < rounds; round += 1) {
    for (const stage of stages) stage.taken.push(...(await sample(times, stage.openHome)));
  }
  const rows = stages.map(({ size, taken }) => {
    const sorted = taken.sort((a, b) => a - b);
    return { size, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) };
  });
  const plan = await planOf(stages.at(-1).databaseUrl);
  for (const stage of stages) await stage.stop();
  await cluster.stop();
  return [
    '## Home tab, PostgreSQL',
    table(
      ['invitations', 'p50', 'p95', 'compared'],
      rows.map(({ size, p50, p95 }) => [
        size.toLocaleString('en'),
        `${p50.toFixed(1)} ms`,
        `${p95.toFixed(1)} ms`,
        `${(p50 / rows[0].p50).toFixed(2)} (aim: ≤ 1.2)`,
      ]),
    ),
    'The plan for a page in the middle of the long list:',
    ['```', ...plan, '```'].join('\n'),
  ].join('\n\n');
}

async function homeWith(adminUrl, size) {
  const name = `bench_${size}`;
  await runAsAdmin(adminUrl, `CREATE DATABASE ${name}`);
  const databaseUrl = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  const stage = await setStage();
  const app = await startBuiltApp({ ...stage.env, DATABASE_URL: databaseUrl });
  const { slack } = stage;
  slack.connect(app.url);
  const published = () => slack.calls.filter(({ method }) => method === 'views.publish').length;
  const openHome = async () => {
    const before = published();
    const start = performance.now();
    await slack.openHome('U0ADAM');
    await slack.until(() => published() > before);
    slack.calls.length = 0;
    return performance.now() - start;
  };
  await openHome();
  await fill(databaseUrl, size);
  const stop = async () => {
    await app.stop();
    await stage.stop();
  };
  return { size, databaseUrl, openHome, taken: [], stop };
}

async function fill(databaseUrl, size) {
  await query(
    databaseUrl,
    `INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user, invited_by_name,
       created_at, sent_at, expires_at, accepted_at)
     SELECT gen_random_uuid(), w.id, 'ana' || n || '@example.com', 'ana' || n || '@example.com', 'member',
       'U0ADAM', 'Adam Admin', moment, moment, moment + interval '7 days',
       CASE WHEN n % 3 = 0 THEN moment + interval '1 day' END
     FROM workspaces w, generate_series(1, ${size}) n,
       LATERAL (SELECT now() - n * interval '1 minute' AS moment) t`,
  );
  await query(databaseUrl, 'ANALYZE');
}

async function planOf(databaseUrl) {
  const rows = await query(
    databaseUrl,
    `EXPLAIN SELECT id, created_at FROM invitations
     WHERE workspace_id = (SELECT id FROM workspaces LIMIT 1)
       AND (created_at, id) <= (now() - interval '30 days', gen_random_uuid())
     ORDER BY created_at DESC, id DESC LIMIT 11`,
  );
  return rows.map((row) => row['QUERY PLAN']);
}

async function query(databaseUrl, sql) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
