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

/** The configured name; the usual one, and Slack's own where it lets the app have it: teams keep their manifest. */
const names = [
  ['/add-people', '/add-people-link'],
  ['/invite-member', '/invite-link'],
  ['/invite', '/invite-link'],
] as const;

test.each(names)('opens both dialogs by %s and %s', async (command, linkCommand) => {
  const dialog = await modalAfter(world, adam, () => world.slack.command({ user: adam, command }));
  expect(dialog.view.title.text).toBe('Invite people');
  const link = { user: adam, command: linkCommand };
  const chooser = await modalAfter(world, adam, () => world.slack.command(link));
  expect(chooser.view.title.text).toBe('Copy link');
});

test.each(names)('invites by %s, and names what was typed', async (command, linkCommand) => {
  const email = `ana${command.replace('/', '+')}@example.com`;
  await typeCommand(world, email, { command });
  await world.letterTo(email);

  const help = await typeCommand(world, 'help', { command });
  expect(help.text).toBe(`How to use ${command}`);
  expectOnly(command, linkCommand, linesOf(help.blocks));
  const confused = await typeCommand(world, 'ana please', { command });
  expectOnly(command, linkCommand, linesOf(confused.blocks));
  const unclear = await typeCommand(world, 'remove ana@example.com', { command });
  expect(linesOf(unclear.blocks).join('\n')).toContain(`${command} only invites people`);
});

test.each(names)(
  'names %s also once it was said whether that helped',
  async (command, linkCommand) => {
    const help = await typeCommand(world, 'help', { command });
    await world.slack.press({ user: adam, in: help.id, actionId: 'invitations.help_yes' });

    const thanked = await world.slack.until(() => {
      const now = world.slack.ephemerals(adam).find(({ id }) => id === help.id);
      return linesOf(now?.blocks).join().includes('Thanks') && now;
    }, 15_000);
    expectOnly(command, linkCommand, linesOf(thanked.blocks));
  },
);

/** That the lines say how to use these two commands, and no other. */
function expectOnly(command: string, linkCommand: string, lines: readonly string[]): void {
  const named = lines.join('\n').match(/(?<=`)\/[a-z-]+/g);
  expect(new Set(named)).toEqual(new Set([command, linkCommand]));
}
