import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { root } from '../prepare.js';
import { enter } from '../stage/people.js';
import { newDatabase } from '../stage/stage.js';
import { signUpForm } from './sign-up-form.js';
import { setBench } from './stage.js';
import { atOnce, takeTurns } from './turns.js';

/** @import { Stage } from '../stage/stage.js' */

const rounds = 7;
const inviting = 100;
const asking = 1000;

const Started = z.object({
  port: z.number(),
  owner: z.object({ organizationId: z.string(), cookie: z.string() }),
});
const Invited = z.array(
  z.object({ invitationId: z.string(), email: z.string(), cookie: z.string() }),
);

/**
 * The same acts as requests, of the built app and of better-auth in processes of their own, each with emails to send.
 * @param {string} adminUrl
 */
export async function actsOverHttp(adminUrl) {
  const stage = await setBench(adminUrl);
  const noHash = pathToFileURL(join(root, 'scripts', 'bench', 'peers', 'no-hash.js')).href;
  const { url } = await stage.start({ NODE_OPTIONS: `--import ${noHash}` });
  const other = await startBetterAuth(await newDatabase(adminUrl), stage.mail.smtpUrl);
  const agent = new Agent({ keepAlive: true });
  const ask = (/** @type {string} */ to, /** @type {Asked} */ asked) => answerOf(agent, to, asked);

  /** @type {string[]} Of the links that were sent and not used. */
  const paths = [];
  stage.mail.onArrival(({ path }) => void (path && paths.push(path)));
  const invite = inviter(stage);
  let invited = 0;
  const addresses = () => Array.from({ length: inviting }, () => `ana${++invited}@example.com`);
  const invites = await takeTurns(rounds, {
    own: async () => {
      await stage.run('TRUNCATE rate_limits');
      return await atOnce(addresses(), invite);
    },
    other: async () => await atOnce(addresses(), (email) => other.invite(ask, email)),
  });
  let browsers = 0;
  const joinAll = async () => {
    if (paths.length < inviting) {
      await stage.run('TRUNCATE rate_limits');
      await atOnce(addresses(), invite);
      while (paths.length < inviting) await wait(20);
    }
    return await atOnce(paths.splice(0, inviting), async (path) => {
      browsers += 1;
      const from = `198.18.${browsers >> 8}.${browsers & 255}`;
      await ask(url + path, { ...joining(from), status: 303 });
    });
  };
  while (paths.length < (rounds + 1) * inviting) await wait(20);
  const joins = await takeTurns(rounds, {
    own: joinAll,
    other: async () =>
      await atOnce(await other.invited(inviting, { haveAccounts: true }), (each) =>
        other.accept(ask, each),
      ),
  });
  const signUps = await takeTurns(rounds, {
    own: joinAll,
    other: async () =>
      await atOnce(await other.invited(inviting, { haveAccounts: false }), (each) =>
        other.signUpAndAccept(ask, each),
      ),
  });
  const cookie = await enter(url, await signedUp(stage, url, ask));
  const sessions = await takeTurns(rounds, {
    own: () =>
      atOnce(Array(asking).fill(cookie), (each) =>
        ask(`${url}/auth/verify`, { headers: { cookie: each } }),
      ),
    other: () => atOnce(Array(asking).fill('asked'), () => other.session(ask)),
  });
  agent.destroy();
  other.stop();
  await stage.stop();
  return { invites, joins, signUps, sessions };
}

/**
 * Types the command, and waits for what the app says of it: the invitation is there by then.
 * @param {Stage} stage
 */
function inviter({ slack }) {
  /** @type {Map<string, (text: string) => void>} */
  const waiting = new Map();
  let seen = 0;
  slack.on(() => {
    const { ephemerals } = slack.state;
    for (; seen < ephemerals.length; seen += 1) {
      const text = JSON.stringify(ephemerals[seen]);
      for (const [address, hear] of waiting) if (text.includes(address)) hear(text);
    }
  });
  return async (/** @type {string} */ address) => {
    /** @type {Promise<string>} */
    const answer = new Promise((resolve) => waiting.set(address, resolve));
    await slack.command({ user: 'U0ADAM', command: '/invite', text: address });
    const text = await answer;
    waiting.delete(address);
    if (!text.includes('sent')) throw new Error(`not invited: ${text}`);
  };
}

/**
 * @param {Stage} stage
 * @param {string} url
 * @param {Ask} ask
 */
async function signedUp(stage, url, ask) {
  const email = 'zoe@example.com';
  /** @type {Promise<string>} */
  const arrives = new Promise((resolve) => {
    stage.mail.onArrival(({ to, path }) => to === email && path && resolve(path));
  });
  await stage.run('TRUNCATE rate_limits');
  await stage.slack.command({ user: 'U0ADAM', command: '/invite', text: email });
  const { cookies } = await ask(url + (await arrives), { ...joining('192.0.2.1'), status: 303 });
  return cookies;
}

/**
 * The sign-up form, sent from this address.
 * @param {string} from
 */
function joining(from) {
  const { body, headers } = signUpForm;
  return { body, headers: { ...headers, 'x-forwarded-for': from } };
}

/**
 * @param {string} databaseUrl
 * @param {string} smtpUrl
 */
async function startBetterAuth(databaseUrl, smtpUrl) {
  const child = fork(join(root, 'scripts', 'bench', 'peers', 'better-auth-server.js'), {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, SMTP_URL: smtpUrl },
  });
  const said = async () => (await once(child, 'message'))[0];
  const { port, owner } = Started.parse(await said());
  const url = `http://127.0.0.1:${port}/api/auth`;
  const headers = (/** @type {string} */ cookie) => ({
    cookie,
    origin: 'http://127.0.0.1',
    'content-type': 'application/json',
  });
  const { organizationId, cookie } = owner;
  /**
   * @param {Ask} ask
   * @param {{ invitationId: string, cookie: string }} invited
   */
  const accept = (ask, { invitationId, cookie }) =>
    ask(`${url}/organization/accept-invitation`, {
      headers: headers(cookie),
      body: JSON.stringify({ invitationId }),
    });
  return {
    stop: () => child.kill(),
    /**
     * @param {number} count
     * @param {{ haveAccounts: boolean }} who
     */
    async invited(count, who) {
      const answer = said();
      child.send({ count, ...who });
      return Invited.parse(await answer);
    },
    /**
     * @param {Ask} ask
     * @param {string} email
     */
    invite: (ask, email) =>
      ask(`${url}/organization/invite-member`, {
        headers: headers(cookie),
        body: JSON.stringify({ email, role: 'member', organizationId }),
      }),
    accept,
    /**
     * @param {Ask} ask
     * @param {z.infer<typeof Invited>[number]} invited
     */
    async signUpAndAccept(ask, { invitationId, email }) {
      const { cookies } = await ask(`${url}/sign-up/email`, {
        headers: headers(''),
        body: JSON.stringify({ email, password: 'correct horse battery staple', name: 'Ana' }),
      });
      await accept(ask, { invitationId, cookie: cookies });
    },
    /** @param {Ask} ask */
    session: (ask) => ask(`${url}/get-session`, { headers: { cookie } }),
  };
}

/** @typedef {{ headers: Record<string, string>, body?: string, status?: number }} Asked */
/** @typedef {(url: string, asked: Asked) => Promise<{ cookies: string }>} Ask */

/**
 * Asks, and throws when the answer has another status.
 * @param {Agent} agent
 * @param {string} url
 * @param {Asked} asked
 * @returns {Promise<{ cookies: string }>}
 */
function answerOf(agent, url, { headers, body, status = 200 }) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const method = body === undefined ? 'GET' : 'POST';
    request(url, { agent, method, headers: { ...headers, ...length } }, (answer) => {
      if (answer.statusCode !== status) reject(new Error(`${url}: ${answer.statusCode}`));
      const cookies = (answer.headers['set-cookie'] ?? []).map((each) => each.split(';')[0]);
      answer.resume().on('end', () => resolve({ cookies: cookies.join('; ') }));
    })
      .on('error', reject)
      .end(body);
  });
}
