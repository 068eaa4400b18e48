import { startCluster } from '../postgres-cluster.js';
import { newDatabase } from '../stage/stage.js';
import { median, table } from './measure.js';
import { openBetterAuth } from './peers/better-auth.js';
import { openByHand } from './peers/by-hand.js';
import { openProduct } from './peers/product.js';

/** @import { Peer } from './peers/peer.js' */

const callers = 16;
const rounds = 7;
const secondsEach = 1.5;

/**
 * How many invitations are created in a second, beside better-auth and a transaction written by hand: turn about in one
 * process, on one server that waits for its disk. Ratios are medians over the rounds.
 */
export async function measurePeers() {
  const cluster = await startCluster({ durable: true });
  try {
    const rows = [...(await compare(cluster.url, 1)), ...(await compare(cluster.url, callers))];
    return [
      '## Creating an invitation, PostgreSQL',
      `The use case without Slack before it and the mail server behind it, ${callers} callers at a time; ${rounds} rounds of ${secondsEach} s, turn about. better-auth keeps no record, no request key and no queue of emails; the transaction by hand writes the same rows as this app. Processor time is that of the process that asks.`,
      table(['what', 'workspaces', 'per second', 'this app ÷ it', 'processor time each'], rows),
    ].join('\n\n');
  } finally {
    await cluster.stop();
  }
}

/**
 * @param {string} adminUrl
 * @param {number} workspaces
 */
async function compare(adminUrl, workspaces) {
  /** @type {[string, Peer][]} */
  const peers = [
    ['this app', await openProduct(await newDatabase(adminUrl), workspaces)],
    ['better-auth 1.7', await openBetterAuth(await newDatabase(adminUrl), workspaces, callers)],
    ['by hand', await openByHand(await newDatabase(adminUrl), workspaces)],
  ];
  /** @type {Map<string, { perSecond: number, cpuMs: number }[]>} */
  const results = new Map(peers.map(([name]) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    const first = (round + 1) % peers.length;
    for (const [name, peer] of [...peers.slice(first), ...peers.slice(0, first)]) {
      await peer.clear();
      const result = await oneRound(peer, round);
      // The first one warms up.
      if (round >= 0) results.get(name)?.push(result);
    }
  }
  for (const [, peer] of peers) await peer.stop();
  const own = results.get('this app') ?? [];
  return [...results].map(([name, all]) => [
    name,
    workspaces,
    Math.round(median(all.map(({ perSecond }) => perSecond))),
    median(all.map(({ perSecond }, index) => (own[index]?.perSecond ?? 0) / perSecond)).toFixed(2),
    `${median(all.map(({ cpuMs }) => cpuMs)).toFixed(1)} ms`,
  ]);
}

/**
 * All callers invite one address after the other.
 * @param {Peer} peer
 * @param {number} round
 */
async function oneRound(peer, round) {
  let times = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const until = start + secondsEach * 1000;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (; performance.now() < until; times += 1) {
        await peer.create(caller, `r${round}c${caller}n${times}@example.com`);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: times / seconds, cpuMs: (user + system) / 1000 / times };
}
