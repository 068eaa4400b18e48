import { afterAll, beforeAll, expect, test } from 'vitest';
import { comeBack, startInstall, startInstallWorld } from '../support/install-acts.ts';
import type { World } from '../support/world.ts';

// Slack doesn't take the app's own id, secret or address.

let world: World;
beforeAll(async () => {
  world = await startInstallWorld();
  world.expectFaults();
});
afterAll(() => world.stop());

test.each([
  ['invalid_client_id', 'SLACK_CLIENT_ID'],
  ['bad_client_secret', 'SLACK_CLIENT_SECRET'],
  ['bad_redirect_uri', 'PUBLIC_URL'],
])('%s is for whoever runs the app, who reads which variable it is', async (error, variable) => {
  const before = world.logs.length;
  const { state, cookie } = await startInstall(world);
  world.slack.fail('oauth.v2.access', { error });

  const response = await comeBack(world, { state, code: world.slack.allow('U0ADAM') }, cookie);

  expect(response.status).toBe(503);
  expect(await response.text()).toContain('its log says what to fix');
  const [line] = world.logs.slice(before).filter(({ level }) => Number(level) >= 50);
  expect(line).toMatchObject({ error, msg: expect.stringContaining(variable) });
});
