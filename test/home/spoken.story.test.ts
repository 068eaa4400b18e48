import { linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveriesAtRest, joinAs } from '../support/acts.ts';
import { ask, letMiaJoin, messageAbout, mia } from '../support/request-acts.ts';
import {
  insertInvitations,
  modalAfter,
  openHome,
  pressHome,
  typeCommand,
} from '../support/slack-acts.ts';
import { connectTool } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Screen readers tell a button of a row from those of all others: what they say names whom it is about.

const adam = 'U0ADAM';
const dayMs = 86_400_000;

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await letMiaJoin(world);
  await joinAs(world, 'ben@example.com', { displayName: 'Ben Bird' });
  world.mailbox.refuseWith('550 5.1.1 no such user');
  await typeCommand(world, 'failed@example.com');
  await messageAbout(world, 'failed@example.com', adam, "couldn't be delivered");
  world.mailbox.refuseWith(undefined);
  await insertInvitations(world, ['waiting1@example.com', 'waiting2@example.com']);
  const gone = ['expired1@example.com', 'expired2@example.com'];
  await insertInvitations(world, gone, { expiresAt: new Date(Date.now() - dayMs) });
  const [, asking] = gone;
  await insertInvitations(world, ['revoked1@example.com', 'revoked2@example.com']);
  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE address LIKE 'revoked%'",
  );
  await world.database.query('UPDATE invitations SET asked_again_at = now() WHERE address = $1', [
    asking,
  ]);
  for (const name of ['wish1', 'wish2']) {
    await ask(world, `${name}@example.com`);
    await messageAbout(world, `${name}@example.com`, adam, 'Approve');
  }
  await connectTool(world, { Name: 'Wiki One' });
  await connectTool(world, { Name: 'Wiki Two' });
  await deliveriesAtRest(world);
});
afterAll(() => world.stop());

interface Button {
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly accessibility_label?: string;
}
interface Block {
  readonly block_id?: string;
  readonly elements?: readonly Button[];
  readonly accessory?: Button;
}

/** The buttons of a screen, each with what stands in its row. */
function buttonsIn(blocks: readonly unknown[]) {
  return blocks.flatMap((block, index) => {
    const { elements = [], accessory } = block as Block;
    // What is beside its buttons stands in the block; what is above them, in the one before.
    const row = linesOf(accessory ? block : blocks[index - 1]).join('\n');
    return [...elements, ...(accessory ? [accessory] : [])]
      .filter(({ type }) => type === 'button')
      .map(({ text, accessibility_label: spoken }) => ({ label: text?.text ?? '', spoken, row }));
  });
}

/** Whoever is named in a row is named by its buttons, and no two of them sound alike. Gives how many there were. */
function expectSpoken(blocks: readonly unknown[], names: readonly string[]): number {
  const buttons = buttonsIn(blocks);
  const ofRows = buttons.flatMap((button) => {
    const name = names.find(
      (each) => button.row.includes(`*${each}*`) || button.row.includes(`${each} invited`),
    );
    return name === undefined ? [] : [{ ...button, name }];
  });
  for (const { label, spoken, name } of ofRows) expect(spoken, label).toContain(name);
  const heard = buttons.map(({ label, spoken }) => spoken ?? label);
  expect(heard.filter((each, index) => heard.indexOf(each) !== index)).toEqual([]);
  return ofRows.length;
}

test.each([
  ['open', ['failed@example.com', 'waiting1@example.com', 'waiting2@example.com'], 6],
  ['undelivered', ['failed@example.com'], 2],
  ['asking', ['expired2@example.com'], 2],
  ['expired', ['expired1@example.com', 'expired2@example.com'], 4],
  ['accepted', ['mia@example.com', 'ben@example.com'], 2],
  ['revoked', ['revoked1@example.com', 'revoked2@example.com'], 4],
])('in the list of %s', async (value, names, count) => {
  await openHome(world, adam, 'Invite people');
  await pressHome(world, adam, 'home.tab_invitations', { words: 'Find a person' });
  const words = names.map((name) => `*${name}*`);
  const home = await pressHome(world, adam, 'home.filter', { value, words });

  expect(expectSpoken(home.blocks, names)).toBe(count);
});

test('among the members and the tools', async () => {
  await openHome(world, adam, 'Invite people');
  const names = ['Mia Member', 'Ben Bird'];
  const members = await pressHome(world, adam, 'home.tab_members', { words: names });
  expect(expectSpoken(members.blocks, names)).toBe(6);
  const tools = ['Wiki One', 'Wiki Two'];
  const home = await pressHome(world, adam, 'home.tab_tools', { words: tools });
  expect(expectSpoken(home.blocks, tools)).toBeGreaterThanOrEqual(6);
});

test('among the requests', async () => {
  await openHome(world, adam, 'Invite people');
  await pressHome(world, adam, 'home.tab_invitations', { words: 'Review 2 requests' });
  const press = (actionId: string, value?: string) =>
    modalAfter(world, adam, () =>
      world.slack.press({ user: adam, in: 'home', actionId, ...(value && { value }) }),
    );
  const { view } = await press('requests.review');
  const heard = buttonsIn(view.blocks).map(({ spoken }) => spoken);
  const about = (name: string) => heard.filter((each) => each?.includes(name));
  expect(about('wish1@example.com')).toHaveLength(3);
  expect(about('wish2@example.com')).toHaveLength(3);
  await world.slack.close({ user: adam });
});

test('in the messages with what can be done', () => {
  const about = (email: string, to: string) =>
    world.slack
      .dms(to)
      .filter(({ blocks }) => linesOf(blocks).join(' ').includes(email))
      .flatMap(({ blocks }) => buttonsIn((blocks ?? []) as unknown[]));

  expect(about('failed@example.com', adam).map(({ spoken }) => spoken)).toEqual([
    "Change the address of failed@example.com's invitation",
    'Copy link for failed@example.com',
    "Revoke failed@example.com's invitation",
  ]);
  expect(about('wish1@example.com', adam).map(({ spoken }) => spoken)).toEqual([
    'Approve wish1@example.com',
    'Approve as… wish1@example.com',
    'Deny… wish1@example.com',
  ]);
  expect(about('wish1@example.com', mia)).toEqual([]);
});
