import { randomUUID } from 'node:crypto';
import { buttonValue } from 'pretend-slack/driver';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addPerson, joinAs } from '../support/acts.ts';
import { forgetLimits, rounds, roundsTimeout } from '../support/races.ts';
import { forge, lastSent } from '../support/sent-payloads.ts';
import { modalAfter, openHome, pressHome, setSettings } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => forgetLimits(world));
afterAll(() => world.stop());

/** Somebody who is an Admin here and opens the modal that would make them a Member; gives their submission. */
async function readyToStepDown(name: string): Promise<{ trigger_id: string }> {
  const user = addPerson(world, { id: `U0${name.toUpperCase()}`, name });
  await joinAs(world, `u0${name}@people.example`, { role: 'admin', displayName: name });
  await openHome(world, user, 'Invite people');
  const home = await pressHome(world, user, 'home.tab_members', {
    words: ['● Members', name],
  });
  const value = buttonValue(home, 'Change role…', name);
  const press = { user, in: 'home', actionId: 'home.change_role', value };
  await modalAfter(world, user, () => world.slack.press(press));
  // Sent with a role that changes nothing, and kept for later.
  await world.slack.submit({ user, values: { role: 'admin' } });
  return lastSent(world, 'view_submission');
}

test(
  'keeps one Admin when all step down at the same moment',
  async () => {
    const submissions: { trigger_id: string }[] = [];
    for (const name of ['ann', 'ben', 'cat', 'dan']) submissions.push(await readyToStepDown(name));
    // Otherwise Slack's own admins would be left.
    await setSettings(world, { slack_admins_are_admins: false });
    for (const _round of rounds()) {
      await world.database.query("UPDATE members SET role = 'admin'");
      const replies = await Promise.all(
        submissions.map((sent) =>
          forge(world, sent, {
            '"value":"admin"}}': '"value":"member"}}',
            // Every submission has one of its own.
            [sent.trigger_id]: randomUUID(),
          }),
        ),
      );
      for (const { status } of replies) expect(status).toBe(200);
      const refused = replies.filter(({ body }) => body.includes("You're the only admin"));
      // More than one where Slack doesn't tell in time who is left.
      expect(refused.length).toBeGreaterThanOrEqual(1);
      const admins = await world.database.query(
        "SELECT display_name FROM members WHERE role = 'admin' AND closed_at IS NULL",
      );
      expect(admins).toHaveLength(refused.length);
    }
  },
  roundsTimeout(),
);
