import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';

/** @import { Stage } from '../stage/stage.js' */
/**
 * What the app acknowledged.
 * @typedef {object} Done
 * @property {string[]} invited
 * @property {string[]} joined
 */
/** @typedef {z.infer<typeof Delivery>} DeliveryRow */

const Invitation = z.object({
  id: z.string(),
  address: z.string(),
  accepted_at: z.date().nullable(),
});
const Member = z.object({ address: z.string(), invitation_id: z.string().nullable() });
const Delivery = z.object({
  id: z.string(),
  recipient: z.string(),
  state: z.string(),
  attempts: z.number(),
});
const WithId = z.object({ id: z.string() });

/**
 * Fails with what is wrong, in words.
 * @param {unknown} isTrue
 * @param {string} words
 * @returns {asserts isTrue}
 */
export function must(isTrue, words) {
  if (!isTrue) throw new Error(words);
}

/**
 * Waits until something is so, asking twice a second; gives what was found.
 * @template T
 * @param {() => T | Promise<T>} probe
 * @param {number} ms
 * @param {string} what
 */
export async function until(probe, ms, what) {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`waited ${ms / 1000} s in vain until ${what}`);
    await wait(500);
  }
}

/**
 * Waits until so long nothing arrives any more.
 * @param {Stage['mail']} mail
 * @param {number} quietMs
 * @param {number} maxMs
 */
export async function untilQuiet(mail, quietMs, maxMs) {
  const deadline = Date.now() + maxMs;
  for (;;) {
    const before = mail.arrivals.length;
    await wait(quietMs);
    if (mail.arrivals.length === before) return;
    if (Date.now() > deadline) throw new Error('emails kept arriving');
  }
}

/**
 * Waits until nothing is due any more, as long as it gets less: a person gets one direct message a second, and hundreds
 * may wait. Those to addresses are left: who has one in Slack is asked thirty times a minute.
 * @param {Stage} stage On PostgreSQL.
 * @param {number} ms How long it may take until one more has been delivered.
 */
export async function untilDelivered(stage, ms) {
  const open = `SELECT id FROM deliveries WHERE state IN ('queued', 'sending', 'retrying')
    AND NOT (channel = 'slack_dm' AND recipient LIKE '%@%')`;
  const count = async () => (await stage.rows(WithId, open)).length;
  for (let left = await count(); left > 0; left = await count()) {
    await until(async () => (await count()) < left, ms, `fewer than ${left} wait`);
  }
}

/**
 * The emails to those whose address begins like this.
 * @param {Stage} stage
 */
export function deliveriesOf(stage, beginning = '') {
  return stage.rows(
    Delivery,
    "SELECT id, recipient, state::text AS state, attempts FROM deliveries WHERE channel = 'email' AND recipient LIKE $1",
    [`${beginning}%`],
  );
}

/**
 * How many members are removed.
 * @param {Stage} stage
 */
export async function countRemoved(stage) {
  const closed = 'SELECT id FROM members WHERE closed_at IS NOT NULL';
  return (await stage.rows(WithId, closed)).length;
}

/**
 * Everything that must hold afterwards: what was acknowledged is there, everything due arrived, nothing twice but
 * where a process was killed in between, nobody in without an invitation. Gives the figures.
 * @param {Stage} stage
 * @param {Done} done
 * @param {readonly number[]} kills When a process was killed.
 */
export async function checkAll(stage, done, kills = []) {
  const invitations = await stage.rows(
    Invitation,
    'SELECT id, address, accepted_at FROM invitations',
  );
  const members = await stage.rows(Member, 'SELECT address, invitation_id FROM members');
  const deliveries = await deliveriesOf(stage);
  const known = new Set(invitations.map(({ address }) => address));
  const lost = done.invited.filter((email) => !known.has(email));
  must(lost.length === 0, `acknowledged, but not there: ${lost.slice(0, 5)}`);
  must(known.size === invitations.length, 'an address is invited twice');
  const memberOf = new Set(members.map(({ invitation_id }) => invitation_id));
  const memberless = invitations.filter(({ id, accepted_at }) => accepted_at && !memberOf.has(id));
  must(memberless.length === 0, 'an accepted invitation has no member');
  const accepted = new Set(invitations.filter((one) => one.accepted_at).map(({ id }) => id));
  must(
    members.every((one) => one.invitation_id && accepted.has(one.invitation_id)),
    'a member has no invitation',
  );
  const addresses = new Set(members.map(({ address }) => address));
  must(
    done.joined.every((email) => addresses.has(email)),
    'somebody who joined is no member',
  );
  const left = await stage.rows(
    WithId,
    'SELECT s.id::text FROM sessions s JOIN members m ON m.id = s.member_id WHERE m.closed_at IS NOT NULL',
  );
  must(left.length === 0, 'somebody who was removed is still signed in');
  const unsent = deliveries.filter(({ state }) => !['sent', 'cancelled'].includes(state));
  must(unsent.length === 0, `not delivered: ${JSON.stringify(unsent.slice(0, 3))}`);
  return {
    invited: done.invited.length,
    joined: done.joined.length,
    removed: await countRemoved(stage),
    ...checkArrivals(stage.mail.arrivals, deliveries, kills),
  };
}

/**
 * @param {Stage['mail']['arrivals']} arrivals
 * @param {readonly DeliveryRow[]} deliveries
 * @param {readonly number[]} kills
 */
function checkArrivals(arrivals, deliveries, kills) {
  /** @type {Map<string, number[]>} */
  const times = new Map();
  for (const { messageId, at } of arrivals) {
    times.set(messageId, [...(times.get(messageId) ?? []), at]);
  }
  const sent = deliveries.filter(({ state }) => state === 'sent');
  const missing = sent.filter(
    ({ id }) => ![...times.keys()].some((key) => key.startsWith(`<${id}`)),
  );
  must(missing.length === 0, `sent, but never arrived: ${missing.length}`);
  const doubled = [...times.values()].filter((each) => each.length > 1);
  const wasKilled = (/** @type {number} */ from, /** @type {number} */ to) =>
    kills.some((at) => from <= at && at <= to);
  const unexplained = doubled.filter((each) =>
    each.some((at, index) => index > 0 && !wasKilled(each[index - 1] ?? at, at)),
  );
  const examples = unexplained.slice(0, 3).map((each) => {
    const [first = 0, ...more] = each;
    const nearest = kills.map((at) => at - first).sort((a, b) => Math.abs(a) - Math.abs(b));
    return `again after ${more.map((at) => at - first)} ms, nearest kill after ${nearest[0]} ms`;
  });
  must(
    unexplained.length === 0,
    `${unexplained.length} emails came twice without a kill between: ${examples.join('; ')}`,
  );
  return { sent: sent.length, arrived: arrivals.length, doubled: doubled.length };
}
