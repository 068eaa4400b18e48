import { once } from 'node:events';
import { connect } from 'node:net';
import { hashPassword } from '#built/platform/crypto/password-hash.js';
import { findPostgres } from '../machine.js';
import { startCluster } from '../postgres-cluster.js';
import { linkFor } from '../stage/people.js';
import { percentile, percentileInWords, sample, table, timed } from './measure.js';
import { signUpForm } from './sign-up-form.js';
import { setBench } from './stage.js';

/** @import { Socket } from 'node:net' */

const times = 60;
const warmUp = 20;
const password = 'correct horse battery staple';

/** What joining takes beyond its password's hash, turn about with the hash alone, on both databases. */
export async function measureJoining() {
  const cluster = findPostgres() ? await startCluster() : undefined;
  const rows = await joinings('embedded');
  if (cluster) rows.push(...(await joinings('PostgreSQL', cluster.url)));
  await cluster?.stop();
  return [
    '## Joining',
    '`POST /join/…` makes a new member. Its hash is slow on purpose; the rest should not be felt beside it.',
    table(['database', 'what', 'p50', 'p95', 'compared'], rows),
  ].join('\n\n');
}

/**
 * @param {string} name
 * @param {string} [adminUrl]
 */
async function joinings(name, adminUrl) {
  const stage = await setBench(adminUrl);
  const app = await stage.start();
  /** @type {string[]} */
  const paths = [];
  for (let i = 0; i < times + warmUp; i += 1) {
    paths.push(await linkFor(stage, 'U0ADAM', `joins${i}@example.com`));
  }
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  await once(socket, 'connect');
  /** @type {number[]} */
  const hash = [];
  const joined = await sample(
    times,
    async (i) => {
      const alone = await timed(() => hashPassword(password));
      if (i >= 0) hash.push(alone);
      return await join(socket, paths.pop() ?? '', paths.length);
    },
    warmUp,
  );
  socket.destroy();
  await stage.stop();
  hash.sort((a, b) => a - b);
  const ratio = percentile(joined, 0.5) / percentile(hash, 0.5);
  const [p50, p95] = [0.5, 0.95];
  const words = percentileInWords;
  const compared = `${ratio.toFixed(2)} × its hash (aim: ≤ 1.1)`;
  return [
    [name, 'a hash alone', words(hash, p50), words(hash, p95), '1.0'],
    [name, '`POST /join/…`', words(joined, p50), words(joined, p95), compared],
  ];
}

/**
 * Sends the form by hand: an HTTP client would take more than the server.
 * @param {Socket} socket
 * @param {string} path
 * @param {number} i
 */
async function join(socket, path, i) {
  const { body, headers } = signUpForm;
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    // So many forms from one address would be too many.
    `X-Forwarded-For: 192.0.2.${i}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${body.length}`,
  ];
  const start = performance.now();
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  const [answer] = await once(socket, 'data');
  const taken = performance.now() - start;
  if (!answer.includes(' 303 ')) throw new Error(`joining answered ${answer.subarray(0, 15)}`);
  return taken;
}
