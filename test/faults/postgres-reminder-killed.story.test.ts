import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import * as z from 'zod';
import { freePort } from '../../scripts/free-port.js';
import { setStage } from '../../scripts/stage/stage.js';
import { lookAt, manyAddresses } from '../support/import-acts.ts';

let stage: Awaited<ReturnType<typeof setStage>>;
beforeAll(async () => {
  stage = await setStage('postgres', { adminUrl: inject('postgresUrl') });
});
afterAll(() => stage.stop());

const total = 40;
const Reminder = z.object({ recipient: z.string(), count: z.number() });

test('of three processes, one of which is killed while reminders go out, nobody is reminded twice', async () => {
  const first = await stage.start();
  const person = await lookAt(stage.slack, manyAddresses(total, 'r'));
  await person.submits();
  await person.waitsFor('modal', `${total} people invited`);
  const letters = () => new Map(stage.mail.arrivals.map(({ messageId, to }) => [messageId, to]));
  await stage.slack.until(() => letters().size === total, 60_000);
  expect(await first.end('SIGTERM')).toBe(0);
  await stage.run(
    "UPDATE invitations SET sent_at = sent_at - interval '6 days', expires_at = expires_at - interval '6 days'",
  );

  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  const apps = await Promise.all(ports.map((port) => stage.start({ PORT: String(port) })));
  await stage.slack.until(() => letters().size > total, 60_000);
  await apps[0]?.end('SIGKILL');

  // What the killed one had begun comes from another once its lease is over, under the same Message-ID where it had gone
  // out already: that all are there doesn't say yet that all are noted.
  const sent = async () =>
    await stage.rows(
      Reminder,
      `SELECT recipient, count(*)::int AS count FROM deliveries
       WHERE notice = 'invitations.reminder_email' AND state = 'sent' GROUP BY recipient`,
    );
  await expect.poll(async () => (await sent()).length, { timeout: 150_000 }).toBe(total);
  for (const app of apps.slice(1)) expect(await app.end('SIGTERM')).toBe(0);
  expect((await sent()).filter(({ count }) => count > 1)).toEqual([]);
  const twice = manyAddresses(total, 'r').flatMap((to) => [to, to]);
  expect([...letters().values()].sort()).toEqual(twice.sort());
}, 300_000);
