import { buttonValue, menuOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addPerson, allRows, invite, joinAs, openDialog, sendDialog } from '../support/acts.ts';
import {
  homeAfter,
  homeShows,
  insertInvitations,
  modalAfter,
  openHome,
  pressHome,
  typeCommand,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Slack's word about a person is remembered for a minute, which is good enough for looking at a screen.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await invite(world, 'ana@example.com');
  await insertInvitations(world, ['old@example.com'], {
    expiresAt: new Date(Date.now() - 86_400_000),
  });
  await joinAs(world, 'ben@example.com', { displayName: 'Ben' });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await is({ isAdmin: true, deleted: false });
  await world.slack.close({ user: adam }).catch(() => undefined);
});

const adam = 'U0ADAM';
const olga = 'U0OLGA';

/** Slack changes its mind about Adam; this process isn't told. */
async function is(changed: { isAdmin?: boolean; deleted?: boolean }): Promise<void> {
  const user = world.slack.state.users.find(({ id }) => id === adam);
  Object.assign(user ?? {}, changed);
  if (changed.isAdmin)
    await world.slack.event({
      type: 'user_change',
      user: { id: adam, team_id: 'T0SANDBOX', deleted: false },
    });
}

async function tab(name: string, words: string) {
  await openHome(world, adam, 'Invitations (');
  return await pressHome(world, adam, `home.tab_${name}`, { words });
}

const press = (actionId: string, value?: string) =>
  world.slack.press({ user: adam, in: 'home', actionId, ...(value !== undefined && { value }) });

/** Presses something in Home, and waits for what comes of it. */
const pressed = (actionId: string, value?: string) =>
  homeAfter(world, adam, () => press(actionId, value));

/** Gets everything ready, and gives what Adam does after Slack has changed its mind. */
const acts: Record<string, () => Promise<() => Promise<unknown>>> = {
  'invites by the command': async () => {
    await openHome(world, adam, 'Invitations (');
    return () => typeCommand(world, 'late@example.com admin');
  },
  'asks for a link': async () => {
    await openHome(world, adam, 'Invitations (');
    return () => typeCommand(world, 'link ana@example.com');
  },
  'asks for all links': async () => {
    await openHome(world, adam, 'Invitations (');
    return () => typeCommand(world, 'links');
  },
  'invites by the dialog': async () => {
    await openDialog(world);
    return () => sendDialog(world, adam, { email: 'late@example.com' });
  },
  'copies a link': async () => {
    const value = buttonValue(await tab('invitations', 'ana@'), 'Copy link', 'ana@');
    return () => modalAfter(world, adam, () => press('invitations.copy_link', value));
  },
  replaces: async () => {
    const menu = menuOf(await tab('invitations', 'ana@'), 'ana@');
    await modalAfter(world, adam, () => press('home.invitation_menu', menu['Replace link…']));
    return () => homeAfter(world, adam, () => world.slack.submit({ user: adam }));
  },
  'sends all again': async () => {
    await tab('invitations', 'old@');
    return () => pressed('home.resend_all');
  },
  'sends one again': async () => {
    const value = buttonValue(await tab('invitations', 'old@'), 'Resend', 'old@');
    return () => pressed('home.invitation_act_resend', value);
  },
  revokes: async () => {
    const menu = menuOf(await tab('invitations', 'old@'), 'old@');
    await modalAfter(world, adam, () => press('home.invitation_menu', menu['Revoke…']));
    return () => homeAfter(world, adam, () => world.slack.submit({ user: adam }));
  },
  'changes a role': async () => {
    const value = buttonValue(await tab('members', 'Ben'), 'Change role…', 'Ben');
    await modalAfter(world, adam, () => press('home.change_role', value));
    return () => world.slack.submit({ user: adam, values: { role: 'admin' } });
  },
  removes: async () => {
    const value = buttonValue(await tab('members', 'Ben'), 'Remove…', 'Ben');
    await modalAfter(world, adam, () => press('home.remove', value));
    return () => homeAfter(world, adam, () => world.slack.submit({ user: adam }));
  },
  'changes the settings': async () => {
    await tab('settings', 'Team settings');
    await modalAfter(world, adam, () => press('home.edit_settings'));
    return () => world.slack.submit({ user: adam, values: { name: 'Adamland' } });
  },
};

async function rows(): Promise<string[]> {
  return (await allRows(world)).filter((row) => !row.startsWith('home_tabs '));
}

const minds = [
  ['is no Slack admin any more', { isAdmin: false }],
  ['is deactivated in Slack', { deleted: true }],
] as const;

test.each(
  Object.keys(acts).flatMap((act, index) => {
    const [what, mind] = minds[index % 2] ?? minds[0];
    return [[what, act, mind] as const];
  }),
)('who %s is refused at once, though nobody told: %s', async (_what, act, mind) => {
  const carryOut = await acts[act]?.();
  const before = await rows();
  await is(mind);
  await carryOut?.();
  await is({ isAdmin: true, deleted: false });
  expect(await rows()).toEqual(before);
});

test.each([
  ['is slow', { delayMs: 2000, times: 1 }],
  ['fails', { status: 503, times: 2 }],
  ['wants a pause', { retryAfter: 30, times: 1 }],
])('while Slack %s, its last word counts', async (what, fault) => {
  // Somebody about whom Slack tells nothing new meanwhile.
  await openHome(world, olga, 'Invitations (');
  // Other people's Home tabs may be brought up to date meanwhile.
  world.slack.fail('users.info', { ...fault, args: { user: olga } });
  const email = `${what.replaceAll(' ', '-')}@example.com`;
  const started = performance.now();
  const answer = await typeCommand(world, email, { user: olga });
  expect(answer.text).toContain('1 of 1');
  expect(performance.now() - started).toBeGreaterThan(
    fault.times === 1 && 'delayMs' in fault ? 1100 : 0,
  );
});

test('who may not act is not asked about again within a minute, until an account here lets them', async () => {
  const zoe = addPerson(world, { id: 'U0ZOE' });
  const questions = () =>
    world.slack.calls.filter(({ method, args }) => method === 'users.info' && args.user === zoe);
  await openHome(world, zoe);
  await homeShows(world, zoe, '<@U0OLGA>');
  const before = questions().length;

  for (const text of ['help', 'links', 'link ana@example.com', 'late@example.com', 'list']) {
    const answer = await typeCommand(world, text, { user: zoe });
    expect(answer.text).toContain('Only admins can send invitations');
  }
  expect(questions()).toHaveLength(before);

  await joinAs(world, 'u0zoe@people.example', { role: 'admin' });
  expect((await typeCommand(world, 'help', { user: zoe })).text).not.toContain('Only admins');
  expect(questions()).toHaveLength(before);
  const answer = await typeCommand(world, 'by-zoe@example.com', { user: zoe });
  expect(answer.text).toContain('1 of 1');
  expect(questions()).toHaveLength(before + 1);
});

test('whose address is another by now has the account of that one', async () => {
  const yan = addPerson(world, { id: 'U0YAN', isAdmin: true });
  await joinAs(world, 'yan@people.example', { role: 'member' });
  await openHome(world, yan, 'Invitations (');
  const user = world.slack.state.users.find(({ id }) => id === yan);
  Object.assign(user ?? {}, { email: 'yan@people.example' });

  const answer = await typeCommand(world, 'links', { user: yan });

  expect(answer.text).toContain('Only admins can send invitations');
});
