import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { timed } from './measure.js';

const connections = 16;

/**
 * Asks for a page over 16 connections, for so many seconds: as fast as it is answered, or so many times a second.
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {number} seconds
 * @param {number} [rate]
 */
export async function load(url, headers, seconds, rate) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  /** @type {number[]} */
  const taken = [];
  const start = performance.now();
  const until = start + seconds * 1000;
  const everyMs = rate === undefined ? 0 : (connections * 1000) / rate;
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      for (let due = start + (everyMs * connection) / connections; due < until; due += everyMs) {
        const early = due - performance.now();
        if (early > 0) await wait(early);
        if (performance.now() >= until) return;
        taken.push(await timed(() => ask(url, headers, agent)));
      }
    }),
  );
  agent.destroy();
  return {
    times: taken.length,
    perSecond: taken.length / seconds,
    sorted: taken.sort((a, b) => a - b),
  };
}

/**
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {Agent} agent
 * @returns {Promise<void>}
 */
function ask(url, headers, agent) {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers }, (answer) => {
      if ((answer.statusCode ?? 500) >= 500)
        reject(new Error(`${url} answered ${answer.statusCode}`));
      answer.resume().on('end', () => resolve());
    })
      .on('error', reject)
      .end();
  });
}
