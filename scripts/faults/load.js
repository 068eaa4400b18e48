import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { statusOf } from '../stage/app-process.js';
import { inviteByDialog, joinForm } from '../stage/people.js';

const admin = 'U0ADAM';
const manager = 'U0OLGA';
const first = 'first@example.com';

/** @import { Stage } from '../stage/stage.js' */
/** @import { Done } from './checks.js' */
/** @typedef {Stage['slack']} Slack */

/** What can be pressed at the Home tab. */
const Pressed = z.object({ action_id: z.string(), value: z.string().optional() });
const Menu = Pressed.extend({ options: z.array(z.object({ value: z.string() })) });

/**
 * Nothing, to begin with.
 * @returns {Done & { asked: number }}
 */
export function noneDone() {
  return { invited: [], joined: [], asked: 0 };
}

/**
 * Opens the dialog once and sends it, for its payload: the pattern of all invitations.
 * @param {Slack} slack
 */
export async function learnDialog(slack) {
  await inviteByDialog(slack, admin, first);
  return JSON.stringify(slack.requests.findLast(({ kind }) => kind === 'view_submission')?.payload);
}

/**
 * Forgets what counts as done today: this load is more than the limits of a day allow.
 * @param {Stage} stage
 */
export async function forgetLimits(stage) {
  await stage.run('DELETE FROM rate_limits');
}

let dialogs = 0;

/**
 * Invites an address by a dialog of its own; true when the app said that it is done.
 * @param {Slack} slack
 * @param {string} pattern
 * @param {string} email
 */
export async function invite(slack, pattern, email) {
  dialogs += 1;
  const payload = pattern
    .replaceAll(first, email)
    .replace(/"view":\{"id":"[^"]+"/, `"view":{"id":"V0LOAD${dialogs}"`);
  const reply = await slack.sendRaw({ body: new URLSearchParams({ payload }).toString() });
  // A dialog that says what went wrong is no acknowledgement.
  return reply.status === 200 && reply.body.includes('invitations.sent');
}

/**
 * Accepts an invitation; true when the app let them in.
 * @param {string} url
 * @param {string} path
 * @param {string} name
 * @param {number} index
 */
export async function join(url, path, name, index) {
  const address = `10.1.${index >> 8}.${index & 255}`;
  const status = await statusOf(url + path, 10_000, {
    method: 'POST',
    body: joinForm(name),
    headers: { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': address },
    redirect: 'manual',
  });
  return status === 303;
}

/**
 * Every third who gets an email joins, until stopped; `done` notes who got in.
 * @param {Stage} stage
 * @param {Done} done
 */
export function startJoining({ mail, env }, done) {
  const url = `http://127.0.0.1:${env.PORT}`;
  /** @type {Set<Promise<void>>} */
  const joining = new Set();
  const forget = mail.onArrival(({ to, path }) => {
    const number = Number(/-(\d+)@/.exec(to)?.[1] ?? 1);
    if (!path || number % 3 !== 0) return;
    joining.add(
      join(url, path, to, number).then((isIn) => {
        if (isIn) done.joined.push(to);
      }),
    );
  });
  return async () => {
    forget();
    await Promise.all(joining);
  };
}

/**
 * The elements of somebody's Home tab.
 * @param {Slack} slack
 * @returns {unknown[]}
 */
function elementsAtHome(slack) {
  const blocks = slack.openHomeView(manager)?.view.blocks ?? [];
  return blocks.flatMap((block) => [
    ...('accessory' in block ? [block.accessory] : []),
    ...('elements' in block ? block.elements : []),
  ]);
}

/**
 * Goes to a tab of the Home tab; gives the first element of this kind there, once there is one.
 * @template {typeof Pressed} T
 * @param {Slack} slack
 * @param {string} tab
 * @param {string} wanted Its action_id.
 * @param {T} kind
 */
async function findAtHome(slack, tab, wanted, kind) {
  await slack.press({ user: manager, in: 'home', actionId: tab });
  return await slack.until(() => {
    const found = elementsAtHome(slack).map((each) => kind.safeParse(each).data);
    return found.find((each) => each?.action_id === wanted);
  }, 2000);
}

/**
 * Presses what asks first, and says yes.
 * @param {Slack} slack
 * @param {string} actionId
 * @param {string | undefined} value
 */
async function pressAndConfirm(slack, actionId, value = '') {
  await slack.press({ user: manager, in: 'home', actionId, value });
  await slack.until(() => slack.modal(manager), 2000);
  // Which closes it.
  await slack.submit({ user: manager });
}

/**
 * An admin at her Home tab replaces the link of one who is invited.
 * @param {Slack} slack
 */
async function replaceOne(slack) {
  const name = 'home.invitation_menu';
  const { options } = await findAtHome(slack, 'home.tab_invitations', name, Menu);
  const replace = options.find(({ value }) => value.startsWith('replace:'));
  await pressAndConfirm(slack, name, replace?.value);
}

/**
 * She removes one who has joined.
 * @param {Slack} slack
 */
async function removeOne(slack) {
  const name = 'home.remove';
  const { value } = await findAtHome(slack, 'home.tab_members', name, Pressed);
  await pressAndConfirm(slack, name, value);
}

let managed = 0;

/**
 * One of both in turn, as a kill may leave no time for more.
 * @param {Slack} slack
 */
async function manageOnce(slack) {
  managed += 1;
  await slack.openHome(manager);
  await slack.until(() => elementsAtHome(slack).length > 0, 2000);
  await (managed % 2 === 0 ? replaceOne : removeOne)(slack);
}

/**
 * People at work until stopped: they invite new addresses, every fifth of them twice, an admin replaces links and
 * removes members, and some of the invited join (unless `joins` is false). Gives what was acknowledged.
 * @param {Stage} stage
 * @param {string} pattern
 * @param {string} name
 * @param {{ inviters?: number, pauseMs?: number, joins?: boolean }} [options]
 */
export function startLoad(stage, pattern, name, { inviters = 3, pauseMs = 5, joins = true } = {}) {
  const { slack } = stage;
  const done = noneDone();
  let stopped = false;
  let count = 0;
  const stopJoining = joins ? startJoining(stage, done) : async () => undefined;

  async function work() {
    while (!stopped) {
      count += 1;
      const email = `${name}-${count}@example.com`;
      done.asked += 1;
      if (await invite(slack, pattern, email)) done.invited.push(email);
      if (count % 5 === 0) await invite(slack, pattern, email);
      await wait(pauseMs);
    }
  }

  async function manage() {
    while (!stopped) {
      // A Home tab that changes while she presses, or an app that is down: then she tries again.
      await manageOnce(slack).catch(() => wait(50));
    }
  }

  const working = [...Array.from({ length: inviters }, work), manage()];
  return {
    async stop() {
      stopped = true;
      await Promise.all(working);
      await stopJoining();
      return done;
    },
  };
}
