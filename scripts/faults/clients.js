import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { memoryOf, statusOf } from '../stage/app-process.js';
import { setStage } from '../stage/stage.js';
import { must } from './checks.js';

/** @import { Socket } from 'node:net' */

/** After this long a client that doesn't finish its request has been hung up on. */
const patienceMs = 120_000;

/**
 * Connections that ask once and then stay open: everybody else is served as before.
 * @param {{ connections: number }} how
 */
export async function idleConnections({ connections }) {
  const stage = await setStage('embedded');
  /** @type {Socket[]} */
  const sockets = [];
  try {
    const app = await stage.start();
    const before = memoryOf(app.pid);
    for (let index = 0; index < connections; index += 1) {
      const socket = await open(app.url);
      sockets.push(socket);
      const answered = once(socket, 'data');
      socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await answered;
    }
    const slowest = await slowestOf(app.url, 20);
    must(slowest < 2000, `with ${connections} idle connections a page took ${slowest} ms`);
    const memory = memoryOf(app.pid) - before;
    must(memory < 150, `${connections} idle connections take ${memory} MB`);
    must((await app.end('SIGTERM')) === 0, 'idle connections kept it from stopping');
    return { connections, slowestPageMs: slowest, memoryMb: memory };
  } finally {
    for (const socket of sockets) socket.destroy();
    await stage.stop();
  }
}

/**
 * Clients that send a byte now and then, or half a request: they are hung up on, and hinder nobody.
 * @param {{ connections: number }} how
 */
export async function slowClients({ connections }) {
  const stage = await setStage('embedded');
  /** @type {Socket[]} */
  const sockets = [];
  try {
    const app = await stage.start();
    const start = performance.now();
    /** @type {Promise<number>[]} */
    const ends = [];
    for (let index = 0; index < connections; index += 1) {
      const socket = await open(app.url);
      sockets.push(socket);
      ends.push(once(socket, 'close').then(() => performance.now() - start));
      trickle(socket, index);
    }
    const slowest = await slowestOf(app.url, 20);
    must(slowest < 2000, `with ${connections} slow clients a page took ${slowest} ms`);
    const lasted = await Promise.race([Promise.all(ends), wait(patienceMs)]);
    must(lasted, `a slow client is still connected after ${patienceMs / 1000} s`);
    await app.end('SIGTERM');
    return {
      connections,
      slowestPageMs: slowest,
      hungUpAfterSeconds: [Math.min(...lasted), Math.max(...lasted)].map((ms) =>
        Math.round(ms / 1000),
      ),
    };
  } finally {
    for (const socket of sockets) socket.destroy();
    await stage.stop();
  }
}

/**
 * One of three ways to be slow: no end of headers, no end of the body, nothing at all.
 * @param {Socket} socket
 * @param {number} index
 */
function trickle(socket, index) {
  const kind = index % 3;
  if (kind === 0) socket.write('GET /sign-in HTTP/1.1\r\nHost: localhost\r\n');
  if (kind === 1) {
    const path = index % 2 === 0 ? '/sign-in' : '/slack/events';
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n` +
        'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\na=',
    );
  }
  if (kind === 2) return;
  const timer = setInterval(() => socket.write(kind === 0 ? 'X-Slow: 1\r\n' : 'b'), 2000);
  socket.once('close', () => clearInterval(timer));
}

/** @param {string} url */
async function open(url) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.resume();
  return socket;
}

/**
 * @param {string} url
 * @param {number} count
 */
async function slowestOf(url, count) {
  let slowest = 0;
  for (let index = 0; index < count; index += 1) {
    const start = performance.now();
    const status = await statusOf(`${url}/sign-in`);
    must(status === 200, `/sign-in said ${status}`);
    slowest = Math.max(slowest, performance.now() - start);
  }
  return Math.round(slowest);
}
