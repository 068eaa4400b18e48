import * as z from 'zod';
import { findPostgres } from '../machine.js';
import { startCluster } from '../postgres-cluster.js';
import { percentile, sample, table } from './measure.js';
import { setBench } from './stage.js';

/** @import { Stage } from '../stage/stage.js' */

const sizes = [100, 100_000];
const rounds = 9;
const times = 60;

const PlanLine = z.object({ 'QUERY PLAN': z.string() });

/** What is looked at: each list of Home, and people whom somebody looks for by the middle of an address. */
const lists = ['open', 'undelivered', 'asking', 'expired', 'accepted', 'revoked', 'all'];
const looks = [...lists, 'find'];

/** Home's lists and its search with few and with many invitations, on both databases. */
export async function measureHome() {
  const parts = [`## Home tab, embedded database\n\n${(await measureLists()).lists}`];
  if (findPostgres()) {
    const cluster = await startCluster();
    const { lists, plan } = await measureLists(cluster.url);
    await cluster.stop();
    parts.push(
      `## Home tab, PostgreSQL\n\n${lists}`,
      'The plan for a page in the middle of the long list:',
      ['```', ...plan, '```'].join('\n'),
    );
  } else parts.push('Home on PostgreSQL is not measured: it is not installed here.');
  return parts.join('\n\n');
}

/**
 * The lists as a table, and how the database finds a page; few and many take turns, so that noise hits both.
 * @param {string} [adminUrl] A server of PostgreSQL.
 */
async function measureLists(adminUrl) {
  /** @type {Awaited<ReturnType<typeof homeWith>>[]} */
  const homes = [];
  for (const size of sizes) homes.push(await homeWith(size, adminUrl));
  for (let round = 0; round < rounds; round += 1) {
    for (const look of looks) {
      for (const home of homes) {
        const taken = home.taken.get(look) ?? [];
        home.taken.set(look, [...taken, ...(await sample(times, () => home.look(look)))]);
      }
    }
  }
  const rows = looks.map((look) => {
    const [few = Number.NaN, many = Number.NaN] = homes.map(({ taken }) =>
      percentile((taken.get(look) ?? []).sort(byNumber), 0.5),
    );
    const compared = `${(many / few).toFixed(2)} (aim: ≤ 1.2)`;
    return [look, `${few.toFixed(1)} ms`, `${many.toFixed(1)} ms`, compared];
  });
  const plan = adminUrl ? ((await homes.at(-1)?.plan()) ?? []) : [];
  for (const home of homes) await home.stop();
  return {
    lists: table(
      ['list', ...sizes.map((size) => `p50 of ${size.toLocaleString('en')}`), 'compared'],
      rows,
    ),
    plan,
  };
}

/**
 * @param {number} a
 * @param {number} b
 */
function byNumber(a, b) {
  return a - b;
}

/**
 * @param {number} size How many invitations there are.
 * @param {string} [adminUrl] A server of PostgreSQL.
 */
async function homeWith(size, adminUrl) {
  const stage = await setBench(adminUrl);
  const app = await stage.start();
  const { slack } = stage;
  const user = 'U0ADAM';
  const published = () => slack.calls.filter(({ method }) => method === 'views.publish').length;
  /** @param {() => Promise<unknown>} act */
  const until = async (act) => {
    const before = published();
    const start = performance.now();
    await act();
    await slack.until(() => published() > before);
    slack.calls.length = 0;
    return performance.now() - start;
  };
  await until(() => slack.openHome(user));
  // Nobody else may open the embedded database meanwhile.
  await app.end('SIGTERM');
  await fillHome(stage, size);
  await stage.start();
  await until(() => slack.openHome(user));
  /** @param {string} list */
  const look = async (list) => {
    if (list !== 'find') {
      return await until(() =>
        slack.press({ user, in: 'home', actionId: 'home.filter', value: list }),
      );
    }
    const start = performance.now();
    await slack.suggest({ user, in: 'home', actionId: 'home.find_person', query: 'a77@exam' });
    return performance.now() - start;
  };
  /** @type {Map<string, number[]>} */
  const taken = new Map();
  return { size, look, taken, plan: () => planOf(stage), stop: stage.stop };
}

/**
 * A fifth each has joined, is revoked, wasn't delivered, is expired, and asks for a new link, so that each list has a
 * full page with few invitations, too.
 * @param {Stage} stage
 * @param {number} size
 */
export async function fillHome(stage, size) {
  await stage.run(
    `INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user, invited_by_name,
       created_at, sent_at, expires_at, accepted_at, revoked_at, undelivered_at, asked_again_at)
     SELECT gen_random_uuid(), w.id, 'ana' || n || '@example.com', 'ana' || n || '@example.com', 'member',
       'U0ADAM', 'Adam Admin', moment, moment, moment + CASE WHEN n % 5 < 3 THEN interval '70 days' ELSE interval '2 days' END,
       CASE WHEN n % 5 = 0 THEN moment + interval '1 day' END,
       CASE WHEN n % 5 = 1 THEN moment + interval '1 day' END,
       CASE WHEN n % 5 = 2 THEN moment END,
       CASE WHEN n % 5 = 4 THEN moment + interval '2 days' END
     FROM workspaces w, generate_series(1, ${size}) n,
       LATERAL (SELECT now() - interval '2 days' - n * interval '50 seconds' AS moment) t`,
  );
  // Who joined are the members, of whom some were removed since.
  await stage.run(
    `INSERT INTO members (id, workspace_id, email, address, display_name, role, joined_at, invitation_id, closed_at)
     SELECT gen_random_uuid(), workspace_id, email, address, email, 'member', accepted_at, id,
       CASE WHEN email ~ '^ana[0-9]{3,}5@' THEN now() END
     FROM invitations WHERE accepted_at IS NOT NULL`,
  );
  await stage.run('VACUUM ANALYZE');
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
