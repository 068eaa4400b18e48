import { linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { deliveriesAtRest, invite, joinAs } from '../support/acts.ts';
import { choose, typeAddress } from '../support/mend-acts.ts';
import {
  homeAfter,
  modalAfter,
  openHome,
  pressHome,
  removeMember,
  typeCommand,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What a card shows, and who is found, once an invitation went to another address.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.mailbox.refuseWith(undefined));
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];

/** Finds somebody, and opens their card. */
async function cardOf(query: string) {
  await openHome(world, adam, 'Invite people');
  const find = { user: adam, in: 'home', actionId: 'home.find_person' };
  const [first] = await world.slack.suggest({ ...find, in: 'home', query });
  const press = { ...find, value: String(first?.value) };
  const { view } = await modalAfter(world, adam, () => world.slack.press(press));
  await world.slack.close({ user: adam, all: true });
  return linesOf(view);
}

test('the card tells what went to which address, and keeps what was done before', async () => {
  world.mailbox.refuseWith('550 5.1.1 no such user');
  await typeCommand(world, 'slipped@card.example', { user: olga });
  await deliveriesAtRest(world);
  world.mailbox.refuseWith(undefined);
  await choose(world, 'slipped@card.example', 'Change address…');
  await homeAfter(world, adam, () => typeAddress(world, 'middle@card.example'), 'now goes to');
  await deliveriesAtRest(world);
  expect(await cardOf('middle@card')).toEqual(
    expect.arrayContaining([
      'Email sent',
      "⚠️ Email to slipped@card.example not delivered: the address doesn't exist (5.1.1)",
    ]),
  );
  await choose(world, 'middle@card.example', 'Change address…');
  await homeAfter(world, adam, () => typeAddress(world, 'Meant@card.example'), 'now goes to');
  await deliveriesAtRest(world);
  // Whoever has the first address is somebody else from now on.
  await typeCommand(world, 'slipped@card.example');

  const lines = await cardOf('meant@card');

  expect(lines).toContain('Email sent');
  expect(lines).toContain('Email to middle@card.example sent');
  expect((await cardOf('slipped@card')).join('\n')).not.toContain('Email to');
  const history = lines.slice(lines.indexOf('History')).filter((line) => line.includes('@card'));
  expect(history).toEqual([
    'Adam Admin changed the address of an invitation from middle@card.example to Meant@card.example',
    'Adam Admin changed the address of an invitation from slipped@card.example to middle@card.example',
    'Olga Owner invited slipped@card.example as a member',
  ]);
});

test('the card tells nothing of whoever had an address before the invitation went there', async () => {
  await invite(world, 'start@card.example');
  await joinAs(world, 'bea@card.example', { displayName: 'Bea Before' });
  await removeMember(world, adam, 'Bea Before');
  await openHome(world, adam, 'Invitations (');
  await pressHome(world, adam, 'home.tab_invitations', { words: 'start@card.example' });
  for (const [from, to] of [
    ['start@card.example', 'bea@card.example'],
    ['bea@card.example', 'end@card.example'],
  ] as const) {
    await choose(world, from, 'Change address…');
    await homeAfter(world, adam, () => typeAddress(world, to), 'now goes to');
  }

  const lines = await cardOf('end@card.example');
  expect(lines.slice(lines.indexOf('History')).filter((line) => /card|Bea/.test(line))).toEqual([
    'Adam Admin changed the address of an invitation from bea@card.example to end@card.example',
    'Adam Admin changed the address of an invitation from start@card.example to bea@card.example',
    'Adam Admin invited start@card.example as a member',
  ]);
});

test('whoever is looked for by the address that it went to before is found', async () => {
  await invite(world, 'before@card.example');
  await choose(world, 'before@card.example', 'Change address…');
  await homeAfter(world, adam, () => typeAddress(world, 'between@card.example'), 'now goes to');
  await choose(world, 'between@card.example', 'Change address…');
  await homeAfter(world, adam, () => typeAddress(world, 'after@card.example'), 'now goes to');

  for (const query of ['Before@card.example', 'between@card.example', 'after@card.example']) {
    await openHome(world, adam, 'Invite people');
    const find = { user: adam, in: 'home', actionId: 'home.find_person', query } as const;
    const found = await world.slack.suggest(find);
    expect(found.map(({ text }) => linesOf(text).join())).toEqual(['after@card.example']);
  }
});
