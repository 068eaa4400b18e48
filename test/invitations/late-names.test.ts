import { linesOf } from 'pretend-slack/driver';
import { expect, test } from 'vitest';
import { homeShows, modalAfter, openHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const mia = 'U0MIA';
const olgaOrAdam = '<@U0OLGA> or <@U0ADAM>';

/** A member asks for something while Slack takes its time to list the team's admins. */
async function whileNamesAreLate(story: (world: World) => Promise<void>): Promise<void> {
  const world = await startWorld();
  world.slack.fail('users.list', { delayMs: 1500 });
  try {
    await story(world);
  } finally {
    await world.stop();
  }
}

test('opens the dialog first, and names the admins in it once Slack has told', async () => {
  await whileNamesAreLate(async (world) => {
    const { slack } = world;
    const first = await modalAfter(world, mia, () =>
      slack.shortcut({ user: mia, callbackId: 'invite_member' }),
    );
    expect(linesOf(first.view.blocks)).toEqual(['Only admins can send invitations.']);
    const words = () => linesOf(slack.modal(mia)?.view.blocks).join();
    await slack.until(() => words().includes(`Please ask ${olgaOrAdam}.`), 15_000);
  });
});

test('shows Home first, and names the admins in it once Slack has told', async () => {
  await whileNamesAreLate(async (world) => {
    await openHome(world, mia, 'Ask an admin of this workspace.');
    await homeShows(world, mia, `Ask ${olgaOrAdam}.`);
  });
});

test('answers the command first, and names the admins once Slack has told', async () => {
  await whileNamesAreLate(async (world) => {
    const first = await typeCommand(world, '', { user: mia });
    expect(first.text).toBe('Only admins can send invitations.');
    const told = () => world.slack.ephemerals(mia).at(-1)?.text;
    await world.slack.until(() => told() === `You can ask ${olgaOrAdam}.`, 15_000);
  });
});
