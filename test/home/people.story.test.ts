import { buttonsOf, buttonValue, linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, deliveriesAtRest, goodPassword, invite, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import {
  homeAfter,
  homeCatchesUp,
  homeShows,
  insertInvitations,
  modalAfter,
  openHome,
  pressHome,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Anybody is found by name or address, and what there is of them stands on one card.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];
const find = 'home.find_person';

/** Whom the field offers for what was typed. */
async function offered(query: string, user = adam): Promise<{ text: string; value: string }[]> {
  const options = await world.slack.suggest({ user, in: 'home', actionId: find, query });
  return options.map(({ text, value }) => ({
    text: linesOf(text).join(),
    value: String(value),
  }));
}

/** The block that the field stands in. */
function fieldIn(view: object | undefined): string | undefined {
  const { blocks = [] } = (view ?? {}) as {
    blocks?: { block_id: string; elements?: { action_id: string }[] }[];
  };
  return blocks.find(({ elements }) => elements?.some(({ action_id }) => action_id === find))
    ?.block_id;
}

/** Chooses somebody, and waits until the field is an empty one. */
async function choose(value: string | undefined): Promise<void> {
  const before = fieldIn(world.slack.home(adam));
  await world.slack.press({ user: adam, in: 'home', actionId: find, value: value ?? '' });
  await world.slack.until(() => fieldIn(world.slack.home(adam)) !== before);
}

/** Finds somebody, and opens their card. */
async function cardOf(query: string) {
  await openHome(world, adam, 'Invite people');
  const [first] = await offered(query);
  return (await modalAfter(world, adam, () => choose(first?.value))).view;
}

test('finds members by name, and whoever was invited by address, each once', async () => {
  await joinAs(world, 'Ann@people.example', { displayName: 'Ann O\u2019Brien' });
  await invite(world, 'waiting@people.example');
  await insertInvitations(
    world,
    Array.from({ length: 130 }, (_, index) => `many-${index}@example.com`),
  );
  await openHome(world, adam, 'Invite people');

  expect(await offered("o'BRIEN")).toMatchObject([
    { text: 'Ann O\u2019Brien (Ann@people.example)' },
  ]);
  expect((await offered('people.example')).map(({ text }) => text)).toEqual([
    'Ann O\u2019Brien (Ann@people.example)',
    'waiting@people.example',
  ]);
  expect(await offered('many-77@')).toMatchObject([{ text: 'many-77@example.com' }]);
  expect(await offered('%')).toEqual([]);
  expect((await offered('')).length).toBeGreaterThan(20);
});

test.each([
  ['many-70\u200b', 'many-70@example.com'],
  ['\uff4dany-\uff17\uff10', 'many-70@example.com'],
  ['Many <many-70@example.com>', 'many-70@example.com'],
  ['<mailto:many-70@example.com|many-70@example.com>', 'many-70@example.com'],
  ['70 many', 'many-70@example.com'],
  ['o’brien ann', 'Ann O\u2019Brien (Ann@people.example)'],
  ['people.ex wait', 'waiting@people.example'],
])('finds what was meant by %j', async (typed, email) => {
  await openHome(world, adam, 'Invite people');
  expect(await offered(typed)).toMatchObject([{ text: email }]);
});

test('finds only those who have all that was typed of an address', async () => {
  await insertInvitations(world, ['lee@exam.example', 'lee@my-exam.example']);
  await joinAs(world, 'mo.lee@exam.example', { displayName: 'Mo Lee' });
  await joinAs(world, 'mo.lee@my-exam.example', { displayName: 'Mo Other' });
  await openHome(world, adam, 'Invite people');
  const found = async (typed: string) => (await offered(typed)).map(({ text }) => text);
  const mo = 'Mo Lee (mo.lee@exam.example)';

  expect(await found('LEE@exam')).toEqual([mo, 'lee@exam.example']);
  expect(await found('lee@e')).toEqual([mo, 'lee@exam.example']);
  expect(await found('.lee@exam.example')).toEqual([mo]);
  expect(await found('lee@my-exam')).toEqual([
    'Mo Other (mo.lee@my-exam.example)',
    'lee@my-exam.example',
  ]);
  expect(await found('lee@')).toHaveLength(4);
  expect(await found('@my-exam')).toHaveLength(2);
  expect(await found('l_e@exam')).toEqual([]);
  expect(await found('lee@exam%e')).toEqual([]);
});

test('shows of whoever was invited how it stands, how they were told, and what was done', async () => {
  world.mailbox.refuseWith('550 5.1.1 <ned@people.example>: no such user');
  await world.slack.command({ user: olga, command: '/invite', text: 'ned@people.example admin' });
  await openHome(world, adam, 'Invite people');
  // Home may have been shown between the invitation and the answer of the mail server.
  const words = "⚠️ Not delivered: the address doesn't exist (5.1.1)";
  const home = await homeCatchesUp(world, adam, words);
  expect(linesOf(home).join('\n')).toContain('1 not delivered');
  world.mailbox.refuseWith(undefined);

  const card = await cardOf('ned@');

  const shown = linesOf(card).join('\n');
  expect(shown).toMatch(
    /^\*ned@people\.example\* · Admin\n⚠️ Not delivered: the address doesn't exist/m,
  );
  expect(shown).toContain('Invited by Olga Owner');
  expect(shown).toContain("⚠️ Email not delivered: the address doesn't exist (5.1.1)");
  expect(shown).toContain('Olga Owner invited ned@people.example as an admin');
  expect(buttonsOf(card)).toEqual([
    'Copy link',
    'Resend',
    'Change role…',
    'Change address…',
    'Extend',
    'Replace link…',
    'Revoke…',
  ]);
});

test('finds the same person again, as often as wanted', async () => {
  await openHome(world, adam, 'Invite people');
  // Slack sends nothing when what stands in a field is chosen once more, and empties one whose block is another.
  const [ned] = await offered('ned@');
  await choose(ned?.value);
  const emptied = fieldIn(world.slack.home(adam));
  // Whoever types in it when Home is brought up to date isn't disturbed.
  expect(fieldIn(await openHome(world, adam, 'Invite people'))).toBe(emptied);
});

test('does there what a row does, and says what came of it', async () => {
  const open = world.slack.modal(adam);
  const resend = buttonValue(open?.view ?? { blocks: [] }, 'Resend');
  world.clock.shiftMs += 60_000;
  const after = await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, actionId: 'home.invitation_act_resend', value: resend }),
  );
  expect(linesOf(after.view)).toContain('✅ Resent to ned@people.example.');
  await deliveriesAtRest(world);
  const revoke = buttonValue(after.view, 'Revoke…');
  const question = await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, actionId: 'home.invitation_act_revoke', value: revoke }),
  );
  expect(question.view.submit?.text).toBe('Revoke');
  await homeAfter(world, adam, () => world.slack.submit({ user: adam }), 'is revoked');
  // The card would show what isn't so any more.
  expect(world.slack.modal(adam)).toBeUndefined();
});

test('shows how somebody stands now who was invited again', async () => {
  const home = await pressHome(world, adam, 'home.filter', { value: 'revoked', words: '*ned@' });
  const value = buttonValue(home, 'Details', 'ned@people.example');
  const open = { user: adam, in: 'home' as const, actionId: 'home.details', value };
  const { view } = await modalAfter(world, adam, () => world.slack.press(open));
  expect(linesOf(view).join('\n')).toContain('Revoked');
  const again = buttonValue(view, 'Invite again');
  world.clock.shiftMs += 60_000;
  const after = await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, actionId: 'home.invitation_act_invite_again', value: again }),
  );
  const words = linesOf(after.view).join('\n');
  expect(words).toContain('✅ ned@people.example is invited again.');
  expect(words).toMatch(/^(Waiting|Sending)/m);
  expect(words).not.toMatch(/^Revoked/m);
  expect(buttonsOf(after.view)).toContain('Revoke…');
  expect(buttonsOf(after.view)).not.toContain('Invite again');
  await world.slack.close({ user: adam, all: true });
  await pressHome(world, adam, 'home.filter', { value: 'open', words: 'many-129@' });
});

test('shows of a member when they joined and who invited them, and changes their role', async () => {
  const card = await cardOf('Brien');
  const words = linesOf(card).join('\n');
  expect(words).toMatch(/^\*Ann O\u2019Brien\* · Member\nAnn@people\.example · joined <!date/m);
  expect(words).toContain('joined as a member, invited by');
  const acts = ['Change role…', 'Sign out everywhere…', 'New sign-in link…', 'Remove…'];
  expect(buttonsOf(card)).toEqual(acts);
  const value = buttonValue(card, 'Change role…');
  await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, actionId: 'home.change_role', value }),
  );
  const submit = () => world.slack.submit({ user: adam, values: { role: 'admin' } });
  await homeAfter(world, adam, submit, 'is now an admin');
  const later = await cardOf('Brien');
  expect(linesOf(later).join('\n')).toContain('Adam Admin made Ann O\u2019Brien an admin');
  await world.slack.close({ user: adam, all: true });
});

test('keeps what was done with whoever has another name since', async () => {
  const visitor = new Visitor(world);
  await visitor.signIn('ann@people.example', goodPassword);
  await visitor.post('/account', { act: 'name', displayName: 'Nina' });

  const words = linesOf(await cardOf('Nina')).join('\n');

  expect(words).toContain('changed their name to Nina');
  expect(words).toContain('Adam Admin made Ann O\u2019Brien an admin');
  await world.slack.close({ user: adam, all: true });
});

test('opens from a row, too', async () => {
  const home = await openHome(world, adam, 'waiting@');
  const all = await pressHome(world, adam, 'home.filter', { value: 'all', words: 'All (' });
  const value = buttonValue(all, 'Details', 'many-129@');
  const press = { user: adam, in: 'home', actionId: 'home.details', value };
  const card = await modalAfter(world, adam, () => world.slack.press(press));
  expect(linesOf(card.view).join()).toContain('*many-129@example.com* · Member');
  expect(home.blocks.length).toBeLessThanOrEqual(100);
  await world.slack.close({ user: adam, all: true });
});

test('offers nobody to whoever is no admin any more', async () => {
  const eve = addPerson(world, { id: 'U0EVE', name: 'eve', email: 'eve@people.example' });
  await joinAs(world, 'eve@people.example', { role: 'admin', displayName: 'Eve' });
  await openHome(world, eve, 'Invite people');
  expect(await offered('eve@', eve)).toHaveLength(1);
  await world.database.query("UPDATE members SET role = 'member' WHERE display_name = 'Eve'");
  expect(await offered('eve@', eve)).toEqual([]);
});

test.each(['invalid_blocks', 'invalid_arguments'])(
  'asks with older fields, and refuses in older words, where Slack says %s to newer ones',
  async (error) => {
    await openHome(world, adam, 'Invite people');
    await pressHome(world, adam, 'home.tab_settings', { words: 'Team settings' });
    world.slack.fail('views.open', { error });
    const settings = { user: adam, in: 'home', actionId: 'home.edit_settings' };
    const modal = await modalAfter(world, adam, () => world.slack.press(settings));
    expect(JSON.stringify(modal.view)).not.toContain('number_input');
    await world.slack.submit({ user: adam, values: { seatLimit: '1,000' } });
    await homeShows(world, adam, 'of 1,000 seats used');
    await pressHome(world, adam, 'home.tab_invitations', { words: 'Not joined yet' });
  },
);

test('shows on an open Home tab that somebody asks for a new link', async () => {
  const { path } = await invite(world, 'asks@people.example');
  world.clock.shiftMs += 8 * 86_400_000;
  await openHome(world, adam, 'Resend all expired');
  expect((await world.post(`${path}/again`, new FormData())).status).toBe(303);
  await homeCatchesUp(world, adam, '1 asks for a new link');
});
