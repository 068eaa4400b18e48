import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson } from '../support/acts.ts';
import { bySlack, joinBySlack, startSlackSignInWorld } from '../support/slack-sign-in.ts';
import type { World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startSlackSignInWorld();
});
afterAll(() => world.stop());

test('while the keys of Slack are not to be had, nobody is let in, and then it goes on', async () => {
  addPerson(world, { id: 'U0ANA', name: 'ana', email: 'ana@people.example' });
  world.slack.fail('openid.connect.keys', { status: 503, times: 2 });

  const down = await bySlack(world, '/sign-in/slack', 'U0ANA');
  expect(down.status).toBe(503);
  expect((await down.text()).replaceAll('&#39;', "'")).toContain("We can't reach Slack");

  world.slack.heal();
  await joinBySlack(world, 'U0ANA', 'ana@people.example');
  await bySlack(world, '/sign-in/slack', 'U0ANA');
  const asked = world.slack.calls.filter(({ method }) => method === 'openid.connect.keys');
  // The keys are kept.
  expect(asked).toHaveLength(2);
});

test('an operator whose app Slack does not take reads in the log what to mend', async () => {
  world.expectFaults();
  world.slack.fail('openid.connect.token', { error: 'bad_redirect_uri' });

  const answer = await bySlack(world, '/sign-in/slack', 'U0ANA');

  expect(answer.status).toBe(503);
  expect(world.logs).toContainEqual(
    expect.objectContaining({ msg: expect.stringContaining('PUBLIC_URL/sign-in/slack/back') }),
  );
});

test('comings back that fail are limited by network', async () => {
  const fails = () => world.get('/sign-in/slack/back?state=made-up&code=made-up');
  const statuses = [];
  for (let time = 0; time < 52; time += 1) statuses.push((await fails()).status);

  expect(statuses[0]).toBe(400);
  expect(statuses.at(-1)).toBe(429);
});
