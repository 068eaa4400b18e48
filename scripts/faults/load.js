import { setTimeout as wait } from 'node:timers/promises';

const admin = 'U0ADAM';
const manager = 'U0OLGA';
const first = 'first@example.com';

/** Opens the dialog once and sends it, for its payload: the pattern of all invitations. */
export async function learnDialog(slack) {
  await slack.command({ user: admin, command: '/invite' });
  const modal = await slack.until(() => slack.modal(admin), 20_000);
  const blockOf = (label) =>
    modal.view.blocks.find((block) => block.label?.text === label).block_id;
  await slack.submit({ user: admin, values: { [blockOf('Email address')]: first } });
  await slack.close({ user: admin, all: true });
  const { payload } = slack.requests.findLast(({ kind }) => kind === 'view_submission');
  return JSON.stringify(payload);
}

/** Forgets what counts as done today: this load is more than the limits of a day allow. */
export async function forgetLimits(stage) {
  await stage.query('DELETE FROM rate_limits');
}

let dialogs = 0;

/** Invites an address by a dialog of its own; true when the app said that it is done. */
export async function invite(slack, pattern, email) {
  dialogs += 1;
  const payload = pattern
    .replaceAll(first, email)
    .replace(/"view":\{"id":"[^"]+"/, `"view":{"id":"V0LOAD${dialogs}"`);
  const reply = await slack.sendRaw({ body: new URLSearchParams({ payload }).toString() });
  // A dialog that says what went wrong is no acknowledgement.
  return reply.status === 200 && reply.body.includes('invitations.sent');
}

/** Accepts an invitation; true when the app let them in. */
export async function join(url, path, name, index) {
  const form = new FormData();
  form.set('displayName', name);
  form.set('password', 'correct horse battery staple');
  const status = await fetch(url + path, {
    method: 'POST',
    body: form,
    headers: {
      'sec-fetch-site': 'same-origin',
      'x-forwarded-for': `10.1.${index >> 8}.${index & 255}`,
    },
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
  }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    },
    () => 0,
  );
  return status === 303;
}

/** Every third who gets an e-mail joins, until stopped; `done` notes who got in. */
export function startJoining({ mail, env }, done) {
  const url = `http://127.0.0.1:${env.PORT}`;
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

/** The elements of somebody's Home tab. */
function elementsAtHome(slack) {
  const blocks = slack.openHomeView(manager)?.view.blocks ?? [];
  return blocks.flatMap(({ accessory, elements = [] }) => [accessory, ...elements]).filter(Boolean);
}

/** Goes to a tab of the Home tab; gives the first element that is wanted there, if there is one in time. */
async function findAtHome(slack, tab, wanted) {
  await slack.press({ user: manager, in: 'home', actionId: tab });
  return await slack.until(() => elementsAtHome(slack).find(wanted), 2000);
}

/** Presses what asks first, and says yes. */
async function pressAndConfirm(slack, { action_id: actionId }, value) {
  await slack.press({ user: manager, in: 'home', actionId, value });
  await slack.until(() => slack.modal(manager), 2000);
  // Which closes it.
  await slack.submit({ user: manager });
}

/** An admin at her Home tab replaces the link of one who is invited. */
async function replaceOne(slack) {
  const isMenu = ({ action_id: id }) => id === 'home.invitation_menu';
  const menu = await findAtHome(slack, 'home.tab_invitations', isMenu);
  const replace = menu.options.find(({ value }) => value.startsWith('replace:'));
  await pressAndConfirm(slack, menu, replace.value);
}

/** She removes one who has joined. */
async function removeOne(slack) {
  const isRemove = ({ action_id: id }) => id === 'home.remove';
  const remove = await findAtHome(slack, 'home.tab_members', isRemove);
  await pressAndConfirm(slack, remove, remove.value);
}

let managed = 0;

/** One of both in turn, as a kill may leave no time for more. */
async function manageOnce(slack) {
  managed += 1;
  await slack.openHome(manager);
  await slack.until(() => elementsAtHome(slack).length > 0, 2000);
  await (managed % 2 === 0 ? replaceOne : removeOne)(slack);
}

/**
 * People at work until stopped: they invite new addresses, every fifth of them twice, an admin replaces links and
 * removes members, and some of the invited join (unless `joins` is false). Gives what was acknowledged.
 */
export function startLoad(stage, pattern, name, { inviters = 3, pauseMs = 5, joins = true } = {}) {
  const { slack } = stage;
  const done = { invited: [], joined: [], asked: 0 };
  let stopped = false;
  let count = 0;
  const stopJoining = joins ? startJoining(stage, done) : async () => {};

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
