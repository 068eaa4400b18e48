import { connect } from 'node:net';
import { startCluster } from '../postgres-cluster.js';
import { percentile, table } from './measure.js';
import { setStage, signUp, startBuiltApp } from './stage.js';

const seconds = 5;
const connections = 16;

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
        await checkAnswer(app.url, headers);
        await load(app.url, headers, 1);
        const { perSecond, sorted } = await load(app.url, headers, seconds);
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
      `\`GET /auth/verify\`, one process, ${connections} connections (the questions come from the same machine).`,
      table(['database', 'signed in is', 'per second', 'p50', 'p99'], rows),
    ].join('\n\n');
  } finally {
    await Promise.all([stage.stop(), cluster.stop()]);
  }
}

/** Whoever is not answered as we think measures something else. */
async function checkAnswer(url, headers) {
  const { status } = await fetch(`${url}/auth/verify`, { headers, redirect: 'manual' });
  if (status !== (headers.cookie ? 200 : 401)) throw new Error(`/auth/verify answered ${status}`);
}

/** Asks again and again on a few connections, by hand: an HTTP client would take more than the server. */
async function load(url, headers, duration) {
  const { hostname, port, host } = new URL(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const question = `GET /auth/verify HTTP/1.1\r\nhost: ${host}\r\n${lines.join('')}\r\n`;
  const taken = [];
  const until = performance.now() + duration * 1000;
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise((resolve, reject) => {
          const socket = connect(Number(port), hostname);
          let asked = 0;
          const ask = () => {
            asked = performance.now();
            socket.write(question);
          };
          socket.setNoDelay();
          // Each answer is small enough to come in one piece.
          socket.on('connect', ask).on('error', reject);
          socket.on('data', (answer) => {
            const now = performance.now();
            if (!answer.includes('\r\n\r\n')) reject(new Error('an answer came in pieces'));
            taken.push(now - asked);
            if (now < until) return ask();
            socket.destroy();
            resolve();
          });
        }),
    ),
  );
  return { perSecond: taken.length / duration, sorted: taken.sort((a, b) => a - b) };
}
