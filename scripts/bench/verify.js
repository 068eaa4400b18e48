import { startCluster } from '../postgres-cluster.js';
import { load } from './load.js';
import { percentile, table } from './measure.js';
import { setStage, signUp, startBuiltApp } from './stage.js';

const seconds = 5;

/** How many questions of proxies one process answers, on PostgreSQL and on the embedded database. */
export async function measureVerify() {
  const stage = await setStage();
  const cluster = await startCluster();
  try {
    const rows = [];
    for (const [name, env, admin] of [
      ['PostgreSQL', { DATABASE_URL: cluster.url }, 'U0ADAM'],
      ['embedded', {}, 'U0OLGA'],
    ]) {
      const app = await startBuiltApp({ ...stage.env, ...env });
      stage.slack.connect(app.url);
      const cookie = await signUp(stage, app, admin, `${name}@example.com`);
      for (const [who, headers] of [
        ['a member', { cookie }],
        ['nobody', {}],
      ]) {
        await load(`${app.url}/auth/verify`, headers, 1);
        const { perSecond, sorted } = await load(`${app.url}/auth/verify`, headers, seconds);
        rows.push([
          name,
          who,
          Math.round(perSecond).toLocaleString('en'),
          `${percentile(sorted, 0.5).toFixed(1)} ms`,
          `${percentile(sorted, 0.99).toFixed(1)} ms`,
        ]);
      }
      await app.stop();
    }
    return [
      '### Forward auth',
      `\`GET /auth/verify\`, one process, 16 connections (the questions come from the same machine).`,
      table(['database', 'signed in is', 'per second', 'p50', 'p99'], rows),
    ].join('\n\n');
  } finally {
    await Promise.all([stage.stop(), cluster.stop()]);
  }
}
