import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { personIn } from 'pretend-slack/driver';
import { freePort } from '../free-port.js';
import { startCluster } from '../postgres-cluster.js';
import { root } from '../prepare.js';
import { signUp } from '../stage/people.js';
import { setStage } from '../stage/stage.js';
import { connectTool, settleMembers, startToldTool } from '../stage/told-tool.js';
import { percentile, table } from './measure.js';
import { silentSignIns } from './silent-sign-ins.js';

/** @import { Stage } from '../stage/stage.js' */

const rounds = 5;
const removals = 20;

/** Repeated sign-ins to a tool compared with the library alone, and how soon tools know that somebody is removed. */
export async function measureTools() {
  const cluster = await startCluster();
  try {
    const signedIn = await signIns(cluster.url);
    const removed = [await removalsOn('PostgreSQL', cluster.url), await removalsOn('embedded')];
    return [
      '## Tools',
      'Who is signed in opens a tool again: redirect, code, exchange. Beside it, the same library over a Map, asked in turn.',
      signedIn,
      'From Adam’s yes to the last of the sign-out calls at three tools that answer:',
      table(['database', 'p50', 'at most', 'aim'], removed),
    ].join('\n\n');
  } finally {
    await cluster.stop();
  }
}

/** @param {string} adminUrl */
async function signIns(adminUrl) {
  const peer = await startPeer();
  const ours = [await oursOn('PostgreSQL', adminUrl), await oursOn('embedded')];
  try {
    const sides = [...ours, peer];
    for (let round = -1; round < rounds; round += 1) {
      for (const side of sides) {
        const perSecond = await silentSignIns(side);
        if (round >= 0) side.perSecond.push(perSecond);
      }
    }
    const middle = (/** @type {number[]} */ values) =>
      percentile(
        values.toSorted((a, b) => a - b),
        0.5,
      );
    const most = middle(peer.perSecond);
    const rows = sides.map(({ name, perSecond }) => {
      const own = middle(perSecond);
      const compared = name === peer.name ? '1.0' : `${(own / most).toFixed(2)} (aim: ≥ 0.5)`;
      return [name, own.toFixed(0), compared];
    });
    return table(['who answers', 'per second', 'compared'], rows);
  } finally {
    await Promise.all([...ours.map(({ stop }) => stop()), peer.stop()]);
  }
}

/**
 * @param {string} name
 * @param {string} [adminUrl]
 */
async function oursOn(name, adminUrl) {
  const stage = await stageFor(adminUrl);
  const { url } = await stage.start();
  const tool = await connectTool(stage.slack, 'https://wiki.example.com', 'Wiki');
  const cookie = await signUp(stage, url, 'U0ADAM', 'ana@example.com');
  /** @type {number[]} */
  const perSecond = [];
  const redirectUri = 'https://wiki.example.com/callback';
  return { name, issuer: `${url}/oidc`, ...tool, redirectUri, cookie, perSecond, stop: stage.stop };
}

/** The library by itself, in a process of its own as the app is. */
async function startPeer() {
  const port = await freePort();
  const [id, secret] = ['a-client', 'a-secret-of-the-client-of-the-peer'];
  const redirectUri = 'https://wiki.example.com/callback';
  const client = { client_id: id, client_secret: secret, redirect_uris: [redirectUri] };
  const grants = { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] };
  const file = join(root, 'scripts', 'bench', 'silent-peer.js');
  const args = [file, String(port), JSON.stringify({ ...client, ...grants })];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  /** @type {number[]} */
  const perSecond = [];
  return {
    ...{ name: 'oidc-provider over a Map', id, secret, redirectUri, perSecond },
    issuer: `http://127.0.0.1:${port}`,
    cookie: '',
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/**
 * @param {string} name
 * @param {string} [adminUrl]
 */
async function removalsOn(name, adminUrl) {
  const stage = await stageFor(adminUrl);
  const tools = [await startToldTool(), await startToldTool(), await startToldTool()];
  try {
    const app = await stage.start();
    for (const [index, { url }] of tools.entries()) {
      await connectTool(stage.slack, url, `Tool ${index + 1}`);
    }
    await app.end('SIGTERM');
    await settleMembers(stage, removals);
    await stage.start();
    /** @type {number[]} */
    const taken = [];
    for (let index = 0; index < removals; index += 1) taken.push(await removeOne(stage, tools));
    const sorted = taken.slice(2).sort((a, b) => a - b);
    const [p50, most] = [percentile(sorted, 0.5), percentile(sorted, 1)];
    return [name, `${p50.toFixed(0)} ms`, `${most.toFixed(0)} ms`, '≤ 1 s'];
  } finally {
    await stage.stop();
    await Promise.all(tools.map((tool) => tool.stop()));
  }
}

/**
 * Milliseconds from the yes to the last call; each member is signed in to each tool twice.
 * @param {Stage} stage
 * @param {Awaited<ReturnType<typeof startToldTool>>[]} tools
 */
async function removeOne({ slack }, tools) {
  const adam = personIn(slack, 'U0ADAM');
  const count = () => tools.reduce((sum, { told }) => sum + told.length, 0);
  const wanted = count() + tools.length * 2;
  // The last receipt.
  if (slack.modal('U0ADAM')) await slack.close({ user: 'U0ADAM', all: true });
  await adam.opensHome();
  const tab = adam.reads('home').find((line) => line.startsWith('Members ('));
  if (tab) await adam.presses(tab, { in: 'home' });
  await adam.waitsFor('home', ['● Members', 'Remove…']);
  await adam.presses('Remove…', { in: 'home' });
  await slack.until(() => slack.modal('U0ADAM'), 10_000);
  const start = performance.now();
  await adam.submits();
  while (count() < wanted) await new Promise((resolve) => setTimeout(resolve, 2));
  const last = Math.max(...tools.map(({ told }) => told.at(-1)?.at ?? 0));
  await adam.waitsFor('home', 'was removed');
  return last - start;
}

/** @param {string | undefined} adminUrl */
async function stageFor(adminUrl) {
  const variables = { LOG_LEVEL: 'error', TOOL_HOSTS: '127.0.0.1' };
  return adminUrl
    ? await setStage('postgres', { variables, adminUrl })
    : await setStage('embedded', { variables });
}
