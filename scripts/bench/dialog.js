import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { portOf } from '../free-port.js';
import { startCluster } from '../postgres-cluster.js';
import { median, percentile, table } from './measure.js';
import { setBench, startBareBolt } from './stage.js';

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { Stage } from '../stage/stage.js' */

const rounds = 9;
/** How many type the command in the same moment, and how often in a round. */
const crowds = [
  { size: 1, times: 200 },
  { size: 16, times: 20 },
  { size: 64, times: 6 },
];

const Fields = z.record(z.string(), z.string());

/**
 * From `/invite` until Slack is asked to open the dialog, beside Bolt without anything that opens the same dialog, turn
 * about. Slack opens any dialog at once here, so that both are measured and not it.
 */
export async function measureDialog() {
  const cluster = await startCluster();
  try {
    const rows = [
      ...(await compare('embedded', await setBench())),
      ...(await compare('PostgreSQL', await setBench(cluster.url))),
    ];
    return [
      '## From `/invite` to the dialog',
      'Beside a Bolt app that does nothing but open the same dialog; ratios are medians over the rounds (aim: ≤ 1.5).',
      table(
        ['database', 'at once', 'bare Bolt, p50', 'p50', 'compared', 'its p99', 'p99', 'compared'],
        rows,
      ),
    ].join('\n\n');
  } finally {
    await cluster.stop();
  }
}

/**
 * @param {string} name
 * @param {Stage} stage
 */
async function compare(name, stage) {
  const door = await openDoor(stage.slack.apiUrl);
  const app = await stage.start({ SLACK_API_URL: door.apiUrl });
  const { fields, view } = await firstDialog(stage, door);
  const bare = await startBareBolt({ ...stage.env, SLACK_API_URL: door.apiUrl, VIEW: view });
  const secret = stage.env.SLACK_SIGNING_SECRET;
  const command = commander(fields, secret, door);
  const rows = [];
  for (const { size, times } of crowds) {
    /** @type {Record<'own' | 'bare', number[][]>} */
    const taken = { own: [], bare: [] };
    for (let round = -1; round < rounds; round += 1) {
      for (const side of /** @type {const} */ (['own', 'bare'])) {
        const { url } = side === 'own' ? app : bare;
        const all = [];
        for (let time = 0; time < times; time += 1) {
          all.push(...(await Promise.all(Array.from({ length: size }, () => command(url)))));
        }
        // The first one warms up.
        if (round >= 0) taken[side].push(all.sort((a, b) => a - b));
      }
    }
    rows.push([name, size, ...compared(taken)]);
  }
  await bare.stop();
  await stage.stop();
  await door.stop();
  return rows;
}

/**
 * The cells of a row.
 * @param {Record<'own' | 'bare', number[][]>} taken In each round, sorted.
 */
function compared({ own, bare }) {
  return [0.5, 0.99].flatMap((share) => {
    const of = (/** @type {number[][]} */ all) => all.map((sorted) => percentile(sorted, share));
    const [ours, theirs] = [of(own), of(bare)];
    const ratio = median(ours.map((each, round) => each / (theirs[round] ?? Number.NaN)));
    return [`${median(theirs).toFixed(1)} ms`, `${median(ours).toFixed(1)} ms`, ratio.toFixed(2)];
  });
}

/**
 * Where apps call Slack: a dialog is opened at once, without looking at it, and everything else is up to the pretend Slack.
 * @param {string} slackUrl
 */
async function openDoor(slackUrl) {
  /** @type {Map<string, () => void>} By their triggers. */
  const waiting = new Map();
  /** @type {(view: string) => void} */
  let see;
  /** @type {Promise<string>} */
  const view = new Promise((resolve) => {
    see = resolve;
  });
  const server = createServer(async (asked, answer) => {
    const body = await text(asked);
    if (!asked.url?.endsWith('/views.open')) return await passOn(slackUrl, asked, body, answer);
    answer.setHeader('content-type', 'application/json');
    answer.end('{"ok":true,"view":{"id":"V1","hash":"1.a","blocks":[]}}');
    const [, trigger = ''] = /trigger_id=([^&]*)/.exec(body) ?? [];
    see(/view=([^&]*)/.exec(body)?.[1] ?? '');
    waiting.get(trigger)?.();
    waiting.delete(trigger);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    apiUrl: `http://127.0.0.1:${portOf(server.address())}/api/`,
    /** The first one, as it was sent. */
    view,
    /** @param {string} trigger */
    dialog: (trigger) => new Promise((resolve) => waiting.set(trigger, () => resolve(undefined))),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openDoor>>} Door */

/**
 * @param {string} slackUrl
 * @param {IncomingMessage} asked
 * @param {string} body
 * @param {ServerResponse} answer
 */
async function passOn(slackUrl, { url = '', headers }, body, answer) {
  const method = url.slice('/api/'.length);
  const { authorization = '', 'content-type': type = '' } = headers;
  const sent = { method: 'POST', headers: { authorization, 'content-type': type }, body };
  const response = await fetch(new URL(method, slackUrl), sent);
  answer.setHeader('content-type', 'application/json');
  answer.end(await response.text());
}

/**
 * The command's fields as Slack sends them, and the app's dialog as JSON.
 * @param {Stage} stage
 * @param {Door} door
 */
async function firstDialog({ slack }, door) {
  await slack.command({ user: 'U0ADAM', command: '/invite' });
  const view = decodeURIComponent((await door.view).replaceAll('+', ' '));
  const sent = slack.requests.findLast(({ kind }) => kind === 'command');
  return { fields: Fields.parse(sent?.payload), view };
}

/**
 * Types the command; gives how many milliseconds later the dialog is asked for.
 * @param {z.infer<typeof Fields>} fields
 * @param {string} secret
 * @param {Door} door
 */
function commander(fields, secret, door) {
  const agent = new Agent({ keepAlive: true });
  let typed = 0;
  return async (/** @type {string} */ url) => {
    typed += 1;
    const trigger = `1.${typed}.a`;
    const body = new URLSearchParams({ ...fields, trigger_id: trigger }).toString();
    const at = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
    const opened = door.dialog(trigger);
    const start = performance.now();
    const sent = request(`${url}/slack/events`, {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': at,
        'x-slack-signature': `v0=${signature}`,
      },
    });
    sent.end(body);
    const answered = once(sent, 'response').then(([answer]) => text(answer));
    await opened;
    const taken = performance.now() - start;
    await answered;
    return taken;
  };
}
