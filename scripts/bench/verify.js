import { connect } from 'node:net';
import { startCluster } from '../postgres-cluster.js';
import { enter, signUp } from '../stage/people.js';
import { percentileInWords, table } from './measure.js';
import { setBench } from './stage.js';

/** @import { Cell } from './measure.js' */

const seconds = 5;
const connections = 16;

/** How many questions of proxies one process answers, on PostgreSQL and on the embedded database. */
export async function measureVerify() {
  const cluster = await startCluster();
  try {
    const head = ['database', 'signed in is', 'per second', 'p50', 'p99'];
    const rows = [...(await answers('PostgreSQL', cluster.url)), ...(await answers('embedded'))];
    return [
      '### Forward auth',
      `\`GET /auth/verify\`, one process, ${connections} connections (the questions come from the same machine).`,
      table(head, rows),
    ].join('\n\n');
  } finally {
    await cluster.stop();
  }
}

/**
 * @param {string} name
 * @param {string} [adminUrl]
 */
async function answers(name, adminUrl) {
  const stage = await setBench(adminUrl);
  try {
    const { url } = await stage.start();
    const cookie = await enter(url, await signUp(stage, url, 'U0ADAM', 'ana@example.com'));
    return [
      [name, 'a member', ...(await measure(url, { cookie }))],
      [name, 'nobody', ...(await measure(url, {}))],
    ];
  } finally {
    await stage.stop();
  }
}

/**
 * @param {string} url
 * @param {Record<string, string>} headers
 * @returns {Promise<Cell[]>}
 */
async function measure(url, headers) {
  await checkAnswer(url, headers);
  await load(url, headers, 1);
  const { perSecond, sorted } = await load(url, headers, seconds);
  const times = [0.5, 0.99].map((share) => percentileInWords(sorted, share));
  return [Math.round(perSecond).toLocaleString('en'), ...times];
}

/**
 * Whoever is not answered as we think measures something else.
 * @param {string} url
 * @param {Record<string, string>} headers
 */
async function checkAnswer(url, headers) {
  const { status } = await fetch(`${url}/auth/verify`, { headers, redirect: 'manual' });
  if (status !== (headers.cookie ? 200 : 401)) throw new Error(`/auth/verify answered ${status}`);
}

/**
 * Asks again and again on a few connections, by hand: an HTTP client would take more than the server.
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {number} duration Seconds.
 */
async function load(url, headers, duration) {
  const { hostname, port, host } = new URL(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const question = `GET /auth/verify HTTP/1.1\r\nhost: ${host}\r\n${lines.join('')}\r\n`;
  /** @type {number[]} */
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
            resolve(undefined);
          });
        }),
    ),
  );
  return { perSecond: taken.length / duration, sorted: taken.sort((a, b) => a - b) };
}
