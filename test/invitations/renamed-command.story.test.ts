import { linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modalAfter, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ SLACK_COMMAND: '/add-people' });
});
afterAll(() => world.stop());

const adam = 'U0ADAM';
const command = '/add-people';

test('opens both dialogs by their other names', async () => {
  const dialog = await modalAfter(world, adam, () => world.slack.command({ user: adam, command }));
  expect(dialog.view.title.text).toBe('Invite people');
  const link = { user: adam, command: '/add-people-link' };
  const chooser = await modalAfter(world, adam, () => world.slack.command(link));
  expect(chooser.view.title.text).toBe('Copy link');
});

test('invites, and explains itself, by its other name', async () => {
  await typeCommand(world, 'ana@example.com', { command });
  await world.letterTo('ana@example.com');
  const help = linesOf((await typeCommand(world, 'help', { command })).blocks).join('\n');
  expect(help).toContain('/add-people links');
  expect(help).toContain('/add-people-link');
  expect(help).not.toContain('/invite');
});
