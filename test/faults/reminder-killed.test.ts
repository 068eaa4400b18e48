import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { setStage } from '../../scripts/stage/stage.js';
import { lookAt, manyAddresses } from '../support/import-acts.ts';

let stage: Awaited<ReturnType<typeof setStage>>;
beforeAll(async () => {
  stage = await setStage('embedded');
});
afterAll(() => stage.stop());

const total = 40;
/** To start takes a second or more each time. */
const maxKills = 3;
const Count = z.object({ count: z.number() });

/** How many rows a condition holds for; no app runs. */
async function count(from: string): Promise<number> {
  const [row] = await stage.rows(Count, `SELECT count(*)::int AS count FROM ${from}`);
  return row?.count ?? 0;
}

test('an app that is killed again and again when reminders come due reminds everybody once', async () => {
  let app = await stage.start();
  const { slack } = stage;
  const person = await lookAt(slack, manyAddresses(total, 'r'));
  await person.submits();
  await person.waitsFor('modal', `${total} people invited`);
  await app.end('SIGKILL');
  await stage.run(
    "UPDATE invitations SET sent_at = sent_at - interval '6 days', expires_at = expires_at - interval '6 days'",
  );

  const left = 'invitations WHERE reminded_at IS NULL OR reminded_at < sent_at';
  const leftAfter = [await count(left)];
  expect(leftAfter).toEqual([total]);
  while ((leftAfter.at(-1) ?? 0) > 0 && leftAfter.length <= maxKills) {
    app = await stage.start();
    await app.end('SIGKILL');
    leftAfter.push(await count(left));
    // What was seen to is written with what is sent: all of it or nothing.
    const seenTo = total - (leftAfter.at(-1) ?? 0);
    expect(await count("deliveries WHERE notice = 'invitations.reminder_email'")).toBe(seenTo);
  }

  app = await stage.start();
  // The email with the link and the reminder of each, however often one was cut off.
  const letters = () => new Set(stage.mail.arrivals.map(({ messageId }) => messageId)).size;
  await slack.until(() => letters() === 2 * total, 60_000);
  expect(await app.end('SIGTERM')).toBe(0);
  expect(await count("deliveries WHERE notice = 'invitations.reminder_email'")).toBe(total);
  expect(await count(left)).toBe(0);
}, 180_000);
