import { linesOf, personIn } from 'pretend-slack/driver';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signUp } from '../../scripts/stage/people.js';
import { setStage } from '../../scripts/stage/stage.js';

let stage: Awaited<ReturnType<typeof setStage>>;
beforeEach(async () => {
  stage = await setStage('embedded');
  const app = await stage.start();
  await signUp(stage, app.url, 'U0ADAM', 'mia@example.com');
  expect(await app.end('SIGTERM')).toBe(0);
});
afterEach(() => stage.stop());

/** Starts the app while Slack doesn't list its admins, for as long as it takes to ask once. */
async function startUnlisted(): Promise<{ end(signal: 'SIGTERM'): Promise<number | null> }> {
  stage.slack.fail('users.list', { retryAfter: 5, times: 1 });
  return await stage.start();
}

/** Waits until both admins have heard about the address, once each. */
async function expectBothHear(email: string): Promise<void> {
  const about = (who: string) =>
    stage.slack.dms(who).filter(({ blocks }) => linesOf(blocks).join().includes(email)).length;
  await stage.slack.until(() => about('U0ADAM') > 0 && about('U0OLGA') > 0, 60_000);
  expect([about('U0ADAM'), about('U0OLGA')]).toEqual([1, 1]);
}

test('all admins hear of a request though Slack lists nobody just after a start', async () => {
  const app = await startUnlisted();
  const mia = personIn(stage.slack, 'U0MIA');
  await mia.types('/invite one@example.com', { channel: 'C0GENERAL' });
  await stage.slack.until(() => stage.slack.modal('U0MIA'), 10_000);
  await mia.submits({});
  await expectBothHear('one@example.com');
  expect(await app.end('SIGTERM')).toBe(0);
}, 180_000);

test('all admins are reminded though Slack lists nobody just after a start', async () => {
  await stage.run(
    `INSERT INTO requests (id, workspace_id, email, address, created_at, due_at, told_at)
     SELECT gen_random_uuid(), id, 'm@example.com', 'm@example.com', now() - interval '3 days',
       now() - interval '1 day', now() - interval '3 days' FROM workspaces`,
  );
  await stage.run(
    `INSERT INTO request_askers (request_id, workspace_id, member_id, slack_user_id, name, at)
     SELECT r.id, r.workspace_id, m.id, 'U0MIA', 'Mia', r.created_at
     FROM requests r JOIN members m ON m.workspace_id = r.workspace_id`,
  );
  const app = await startUnlisted();
  await expectBothHear('m@example.com');
  expect(await app.end('SIGTERM')).toBe(0);
}, 180_000);
