import { setTimeout as wait } from 'node:timers/promises';

/** Fails with what is wrong, in words. */
export function must(isTrue, words) {
  if (!isTrue) throw new Error(words);
}

/** Waits until something is so, asking twice a second. */
export async function until(probe, ms, what) {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`waited ${ms / 1000} s in vain until ${what}`);
    await wait(500);
  }
}

/** Waits until so long nothing arrives any more. */
export async function untilQuiet(mail, quietMs, mostMs) {
  const deadline = Date.now() + mostMs;
  for (;;) {
    const before = mail.arrivals.length;
    await wait(quietMs);
    if (mail.arrivals.length === before) return;
    if (Date.now() > deadline) throw new Error('e-mails kept arriving');
  }
}

/**
 * Everything that must hold afterwards: what was acknowledged is there, everything due arrived, nothing twice but
 * where a process was killed in between, nobody in without an invitation. Gives the figures.
 */
export async function checkAll(stage, done, kills = []) {
  const invitations = await stage.query('SELECT id, address, accepted_at FROM invitations');
  const members = await stage.query('SELECT address, invitation_id FROM members');
  const deliveries = await stage.query(
    "SELECT id, recipient, state::text AS state, attempts FROM deliveries WHERE channel = 'email'",
  );
  const known = new Set(invitations.map(({ address }) => address));
  const lost = done.invited.filter((email) => !known.has(email));
  must(lost.length === 0, `acknowledged, but not there: ${lost.slice(0, 5)}`);
  must(known.size === invitations.length, 'an address is invited twice');
  const memberOf = new Set(members.map(({ invitation_id }) => invitation_id));
  const memberless = invitations.filter(({ id, accepted_at }) => accepted_at && !memberOf.has(id));
  must(memberless.length === 0, 'an accepted invitation has no member');
  const accepted = new Set(invitations.filter((one) => one.accepted_at).map(({ id }) => id));
  must(
    members.every((one) => accepted.has(one.invitation_id)),
    'a member has no invitation',
  );
  const addresses = new Set(members.map(({ address }) => address));
  must(
    done.joined.every((email) => addresses.has(email)),
    'somebody who joined is no member',
  );
  const removed = await stage.query('SELECT id FROM members WHERE closed_at IS NOT NULL');
  const left = await stage.query(
    'SELECT s.id FROM sessions s JOIN members m ON m.id = s.member_id WHERE m.closed_at IS NOT NULL',
  );
  must(left.length === 0, 'somebody who was removed is still signed in');
  const unsent = deliveries.filter(({ state }) => !['sent', 'cancelled'].includes(state));
  must(unsent.length === 0, `not delivered: ${JSON.stringify(unsent.slice(0, 3))}`);
  return {
    invited: done.invited.length,
    joined: done.joined.length,
    removed: removed.length,
    ...checkArrivals(stage.mail.arrivals, deliveries, kills),
  };
}

function checkArrivals(arrivals, deliveries, kills) {
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
  const between = (from, to) => kills.some((at) => from <= at && at <= to);
  const unexplained = doubled.filter((each) =>
    each.some((at, index) => index > 0 && !between(each[index - 1], at)),
  );
  must(unexplained.length === 0, `${unexplained.length} e-mails came twice without a kill between`);
  return { sent: sent.length, arrived: arrivals.length, doubled: doubled.length };
}
