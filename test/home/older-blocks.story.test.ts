import { buttonValue, linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { joinAs } from '../support/acts.ts';
import { askToRemove, modalAfter, openHome, pressHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// The Slack of a team may be older than some blocks: then refusals stand in older ones.

const adam = 'U0ADAM';
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  world.slack.heal();
  if (world.slack.modal(adam)) await world.slack.close({ user: adam, all: true });
});
afterAll(() => world.stop());

/** Somebody of this name who is gone once a question about them is open. */
async function leaves(name: string): Promise<void> {
  await world.database.query('UPDATE members SET closed_at = now() WHERE display_name = $1', [
    name,
  ]);
}

test.each(['invalid_blocks', 'invalid_arguments'])(
  'a dialog that opens, where Slack says %s',
  async (error) => {
    await joinAs(world, `${error}@example.com`, { displayName: error });
    await openHome(world, adam, 'Invite people');
    const home = await pressHome(world, adam, 'home.tab_members', { words: error });
    await leaves(error);
    world.slack.fail('views.open', { error, times: 1 });
    const value = buttonValue(home, 'Change role…', error);
    const press = { user: adam, in: 'home', actionId: 'home.change_role', value };
    const { view } = await modalAfter(world, adam, () => world.slack.press(press));
    expect(linesOf(view).join('\n')).toContain('no longer a member');
    expect(JSON.stringify(view)).not.toContain('"alert"');
  },
);

test('a dialog that changes', async () => {
  await joinAs(world, 'ann@example.com', { displayName: 'Ann' });
  await askToRemove(world, adam, 'Ann');
  await leaves('Ann');
  world.slack.fail('views.update', { error: 'invalid_blocks', times: 1 });
  await world.slack.submit({ user: adam });
  await world.slack.until(
    () => linesOf(world.slack.modal(adam)?.view).join('\n').includes('no longer a member'),
    15_000,
  );
  expect(JSON.stringify(world.slack.modal(adam)?.view)).not.toContain('"alert"');
});

test('an answer to a dialog, which is given once and can not be given again in older ones', async () => {
  await joinAs(world, 'ben@example.com', { displayName: 'Ben' });
  await openHome(world, adam, 'Invite people');
  for (const label of ['Sign out everywhere…', 'New sign-in link…']) {
    await world.database.query("UPDATE members SET closed_at = NULL WHERE display_name = 'Ben'");
    const find = { user: adam, in: 'home', actionId: 'home.find_person' } as const;
    const [ben] = await world.slack.suggest({ ...find, query: 'ben@' });
    const choose = { ...find, value: String(ben?.value) };
    const card = await modalAfter(world, adam, () => world.slack.press(choose));
    const actionId = label.startsWith('Sign') ? 'home.sign_out_member' : 'home.new_sign_in_link';
    const value = buttonValue(card.view, label);
    await modalAfter(world, adam, () =>
      world.slack.press({ user: adam, in: 'modal', actionId, value }),
    );
    await leaves('Ben');
    await world.slack.submit({ user: adam });
    const { view } = await world.slack.until(() => world.slack.modal(adam));
    expect(linesOf(view).join('\n'), label).toContain('no longer a member');
    expect(JSON.stringify(view), label).not.toContain('"alert"');
    await world.slack.close({ user: adam, all: true });
  }
});
