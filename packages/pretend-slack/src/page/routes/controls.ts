import { freshMemory } from '../memory.ts';
import { playable } from '../person.tsx';
import type { Faults, Sandbox } from '../sandbox.ts';
import { becomePerson, goBack, type SandboxWeb } from '../web.ts';

const dayMs = 86_400_000;
/** As far as anybody needs: a link lives for a month at most. */
const furthestDays = 400;

/** Slow as on a bad day, yet within the 3 s that a trigger lives. */
const slowMs = 1200;
const retryAfterSeconds = 10;

/** The levers: who one is, the clock, faults, the tour, and starting over. */
export function controlRoutes(web: SandboxWeb, sandbox: Sandbox): void {
  const { slack, memory, clock, faults } = sandbox;

  web.post('/sandbox/who', async (c) => {
    const form = await c.req.formData();
    const asked = String(form.get('person') ?? '');
    if (playable(slack.state).some((one) => one.id === asked)) becomePerson(c, asked);
    return goBack(c, form);
  });
  web.post('/sandbox/clock', async (c) => {
    const form = await c.req.formData();
    const days = Number(form.get('days'));
    const isSensible = Number.isInteger(days) && days > 0;
    if (isSensible && clock.shiftMs + days * dayMs <= furthestDays * dayMs) {
      clock.shiftMs += days * dayMs;
      // Whoever has the app's Home open looks at it on that day, too.
      const lookers = slack.state.installed ? Object.keys(slack.state.homes) : [];
      await Promise.all(lookers.map((user) => slack.openHome(user)));
      sandbox.changed();
    }
    return goBack(c, form);
  });
  web.post('/sandbox/faults', async (c) => {
    const form = await c.req.formData();
    const name = String(form.get('fault') ?? '');
    if (Object.hasOwn(faults, name)) {
      const fault = name as keyof Faults;
      faults[fault] = !faults[fault];
      applyFaults(sandbox);
      sandbox.changed();
    }
    return goBack(c, form);
  });
  web.post('/sandbox/permissions', async (c) => {
    const form = await c.req.formData();
    const asked = String(form.get('scope') ?? '');
    if (sandbox.manifest.optionalScopes.includes(asked)) {
      const others = slack.state.scopes.filter((scope) => scope !== asked);
      const had = others.length < slack.state.scopes.length;
      slack.state.scopes = had ? others : [...others, asked];
      sandbox.changed();
    }
    return goBack(c, form);
  });
  web.post('/sandbox/tour', async (c) => {
    const form = await c.req.formData();
    memory.tour.hidden = true;
    sandbox.changed();
    return goBack(c, form);
  });
  web.post('/sandbox/put-away', async (c) => {
    const form = await c.req.formData();
    if (form.get('what') === 'refusals') memory.refusalsRead = slack.refusals.length;
    else sandbox.notices.delete(c.get('person').id);
    sandbox.changed();
    return goBack(c, form);
  });
  web.post('/sandbox/start-over', async (c) => {
    await startOver(sandbox);
    return c.redirect('/', 303);
  });
}

function applyFaults({ slack, mailbox, faults }: Sandbox): void {
  mailbox.refuseWith(faults.mailDown ? '421 4.3.2 The mail server is down' : undefined);
  slack.heal();
  if (!faults.slackSlow && !faults.slackBusy) return;
  slack.fail('*', {
    times: Number.POSITIVE_INFINITY,
    ...(faults.slackSlow && { delayMs: slowMs }),
    ...(faults.slackBusy && { retryAfter: retryAfterSeconds }),
  });
}

async function startOver(sandbox: Sandbox): Promise<void> {
  const { slack, mailbox, memory, clock, faults } = sandbox;
  await sandbox.emptyApp();
  clock.shiftMs = 0;
  Object.assign(faults, { mailDown: false, slackSlow: false, slackBusy: false });
  applyFaults(sandbox);
  Object.assign(slack.state, sandbox.freshTeam());
  for (const list of [slack.calls, slack.refusals, slack.requests]) list.splice(0);
  mailbox.clear();
  Object.assign(memory, freshMemory());
  for (const kept of [sandbox.notices, sandbox.composing, sandbox.found]) kept.clear();
  sandbox.changed();
}
