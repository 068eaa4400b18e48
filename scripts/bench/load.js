import { Agent, request } from 'node:http';
import { timed } from './measure.js';

const connections = 16;

/**
 * Asks for a page as fast as it is answered, over 16 connections, for so many seconds.
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {number} seconds
 */
export async function load(url, headers, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  /** @type {number[]} */
  const taken = [];
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) taken.push(await timed(() => ask(url, headers, agent)));
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
