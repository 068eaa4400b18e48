import { buttonValue, linesOf, menuOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, allRows, deliveriesAtRest, invite, joinAs } from '../support/acts.ts';
import { forge, lastSent } from '../support/sent-payloads.ts';
import {
  homeAfter,
  insertOtherWorkspace,
  livelyIn,
  modalAfter,
  openHome,
  pressHome,
  setSettings,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let ana: string;
let ben: string;
let other: Awaited<ReturnType<typeof insertOtherWorkspace>>;
beforeAll(async () => {
  world = await startWorld();
  await joinAs(world, 'ann@people.example', { role: 'admin', displayName: 'Ann' });
  await joinAs(world, 'ben@people.example', { displayName: 'Ben' });
  await invite(world, 'ana@example.com');
  other = await insertOtherWorkspace(world);
  const idOf = async (table: string, address: string) => {
    const find = `SELECT id FROM ${table} WHERE address = $1`;
    return String((await world.database.query(find, [address]))[0]?.id);
  };
  ana = await idOf('invitations', 'ana@example.com');
  ben = await idOf('members', 'ben@people.example');
  await deliveriesAtRest(world);
});
afterAll(() => world.stop());

const adam = 'U0ADAM';
const tabs = {
  invitations: '● Invitations',
  members: '● Members',
  settings: 'Team settings',
};
const asMia = { [`"id":"${adam}"`]: '"id":"U0MIA"' };

/** The rows that a refused act must leave alone: all but where people are in their Home tabs. */
async function rows(): Promise<string[]> {
  return (await allRows(world)).filter((row) => !row.startsWith('home_tabs '));
}

/** The refusals that were logged so far. */
function refusals(): Record<string, unknown>[] {
  return world.logs.filter(({ msg }) => /act on an? \w+ refused/.test(String(msg)));
}

const acts: readonly [string, () => Promise<{ value: string; theirs: string }>][] = [
  ['Resend', () => choose('Resend')],
  ['Replace link', () => choose('Replace link…')],
  ['Revoke', () => choose('Revoke…')],
  ['Copy link', () => pressIn('invitations', 'Copy link', 'ana@', 'invitations.copy_link')],
  ['Change role', () => pressIn('members', 'Change role…', 'Ben', 'home.change_role')],
];

async function choose(label: string) {
  await openHome(world, adam, 'Invitations (');
  const home = await pressHome(world, adam, 'home.tab_invitations', { words: 'ana@example.com' });
  const value = menuOf(home, 'ana@')[label] ?? '';
  world.clock.shiftMs += 60_000;
  await world.slack.press({ user: adam, in: 'home', actionId: 'home.invitation_menu', value });
  const id = value.split(':')[1] ?? '';
  return { value: id, theirs: other.invitationId };
}

async function pressIn(tab: string, label: string, of: string, actionId: string) {
  await openHome(world, adam, 'Invitations (');
  const home = await pressHome(world, adam, `home.tab_${tab}`, { words: of });
  const value = buttonValue(home, label, of);
  await world.slack.press({ user: adam, in: 'home', actionId, value });
  return { value, theirs: tab === 'members' ? other.memberId : other.invitationId };
}

test.each(acts)('refuses %s with an id of another workspace, and notes it', async (_what, act) => {
  const { value, theirs } = await act();
  const sent = lastSent<object>(world, 'block_actions');
  await settled();
  for (const id of [theirs, '00000000-0000-4000-8000-000000000000', 'x']) {
    const before = await rows();
    const noted = refusals().length;
    expect((await forge(world, sent, { [value]: id })).status).toBe(200);
    await settled();
    expect(refusals().slice(noted)).toEqual([
      expect.objectContaining({ level: 40, refusal: 'gone', slackUser: adam }),
    ]);
    expect(await rows()).toEqual(before);
  }
});

test.each(acts)('refuses %s of somebody who is no admin', async (_what, act) => {
  await act();
  const sent = lastSent<object>(world, 'block_actions');
  await settled();
  const before = await rows();
  const noted = refusals().length;
  expect((await forge(world, sent, asMia)).status).toBe(200);
  await settled();
  expect(refusals().slice(noted)).toEqual([
    expect.objectContaining({ level: 40, refusal: 'not_an_admin', slackUser: 'U0MIA' }),
  ]);
  expect(await rows()).toEqual(before);
  expect(linesOf(world.slack.home('U0MIA')?.blocks).join()).not.toContain('@example.com');
});

/** Waits until every request so far was dealt with. */
async function settled(): Promise<void> {
  // Home is published again after each; a press of a tab comes last.
  await openHome(world, adam, 'Invitations (');
  await pressHome(world, adam, 'home.tab_settings', { words: 'Team settings' });
  await pressHome(world, adam, 'home.tab_invitations', { words: '● Invitations' });
}

test('refuses submissions with metadata of another workspace, or of no admin', async () => {
  await openHome(world, adam, 'Invitations (');
  const home = await pressHome(world, adam, 'home.tab_members', { words: 'Ben' });
  const value = buttonValue(home, 'Change role…', 'Ben');
  const press = { user: adam, in: 'home', actionId: 'home.change_role', value };
  await modalAfter(world, adam, () => world.slack.press(press));
  await homeAfter(
    world,
    adam,
    () => world.slack.submit({ user: adam, values: { role: 'admin' } }),
    'Ben is now an admin',
  );
  await settled();
  const before = await rows();
  for (const id of [other.memberId, 'x']) {
    const reply = await forge(world, 'view_submission', { [value]: id });
    expect(reply.body).toContain('no longer a member');
  }
  const admin = JSON.stringify({ value: 'admin' }).slice(1, -1);
  const reply = await forge(world, 'view_submission', { ...asMia, [admin]: '"value":"member"' });
  expect(reply.body).toContain('Only admins can do this');
  const odd = await forge(world, 'view_submission', { [admin]: '"value":"owner"' });
  expect(odd.body).toContain('no longer a member');
  expect(await rows()).toEqual(before);
});

test.each([
  ['home.resend_all', () => ''],
  ['home.edit_settings', () => ''],
  ['home.remove', () => ben],
  ['home.invitation_act_resend', () => `resend:${ana}`],
  ['home.invitation_act_extend', () => `extend:${ana}`],
])(
  'lets nobody who is no admin press %s, though they send what the button would',
  async (actionId, value) => {
    await openHome(world, adam, 'Invitations (');
    await pressHome(world, adam, 'home.tab_settings', { words: 'Team settings' });
    const sent = lastSent<object>(world, 'block_actions');
    const before = await rows();
    const old = '"action_id":"home.tab_settings"';
    const forged = { ...asMia, [old]: `"action_id":"${actionId}","value":"${value()}"` };
    const act = async () => expect((await forge(world, sent, forged)).status).toBe(200);
    if (actionId === 'home.edit_settings') {
      // Slack opens it for whoever the trigger belongs to.
      const { view } = await modalAfter(world, adam, act);
      expect(linesOf(view).join()).toContain('Only admins can do this');
      expect(view.submit).toBeUndefined();
    } else {
      await homeAfter(world, 'U0MIA', act, "You don't have an account");
    }
    expect(await rows()).toEqual(before);
  },
);

test.each([
  ['a member', 'U0MIA', "You don't have an account"],
  ['a guest', 'U0GUS', 'If you have an account here, it opens'],
  ['somebody of another team', 'U0FAR', 'If you have an account here, it opens'],
  ['a bot', 'U0BOT', 'If you have an account here, it opens'],
])('shows %s nothing of the lists, whatever they press', async (_who, user, said) => {
  if (user === 'U0FAR') addPerson(world, { id: user, teamId: 'T0OTHER', isAdmin: true });
  if (user === 'U0BOT') addPerson(world, { id: user, isBot: true, isAdmin: true });
  await openHome(world, adam, 'Invitations (');
  for (const [tab, words] of Object.entries(tabs)) {
    await pressHome(world, adam, `home.tab_${tab}`, { words });
    await homeAfter(
      world,
      user,
      () => forge(world, 'block_actions', { [`"id":"${adam}"`]: `"id":"${user}"` }),
      said,
    );
    const shown = JSON.stringify(world.slack.home(user));
    expect(shown).not.toMatch(/@example\.com|Ann|Ben|Team settings|seats? used/);
    expect(shown).not.toContain('private_metadata');
  }
});

test('keeps every screen inside Slack’s limits, and letters letters, whatever the names hold', async () => {
  const nasty = '<!channel> *b* `x` <http://evil.example|click> <@U0ADAM> & 🎉 ';
  const name = `${nasty}${'ن'.repeat(80)}`.slice(0, 80);
  await setSettings(world, { name: nasty.repeat(20) });
  await joinAs(world, `${'m'.repeat(64)}@${'d'.repeat(63)}.${'e'.repeat(63)}.example`, {
    displayName: name,
  });
  await world.database.query(
    `UPDATE invitations SET invited_by_name = $1, email = $2 WHERE address = 'ana@example.com'`,
    [name, `*<!here>*${'x'.repeat(180)}@example.com`],
  );
  await world.database.query(
    "UPDATE deliveries SET state = 'failed', reason = $1 WHERE channel = 'email'",
    [nasty.repeat(40)],
  );
  await openHome(world, adam, 'Invitations (');
  for (const [tab, words] of Object.entries(tabs)) {
    const home = await pressHome(world, adam, `home.tab_${tab}`, { words });
    expect(livelyIn(home).filter((token) => !/^<@U0\w+>$/.test(token))).toEqual([]);
  }
  const edit = { user: adam, in: 'home', actionId: 'home.edit_settings' };
  expect(livelyIn(await modalAfter(world, adam, () => world.slack.press(edit)))).toEqual([]);
  await world.slack.close({ user: adam });
  await openHome(world, 'U0MIA');
  expect(world.slack.refusals).toEqual([]);
});
