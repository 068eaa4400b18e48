import { expect, test } from 'vitest';
import { startWorld } from '../support/world.ts';

test('says at the start that Slack refuses the bot token, and what to do', async () => {
  const world = await startWorld({ SLACK_BOT_TOKEN: 'xoxb-of-another-app' });
  world.expectFaults();
  await expect
    .poll(() => world.logs.map(({ level, error, msg }) => ({ level, error, msg })))
    .toContainEqual({
      level: 50,
      error: 'invalid_auth',
      msg: expect.stringContaining('Slack refuses SLACK_BOT_TOKEN'),
    });
  await world.stop();
});
