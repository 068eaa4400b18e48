import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { setStage } from '../../scripts/stage/stage.js';
import { lookAt, manyAddresses } from '../support/import-acts.ts';

let stage: Awaited<ReturnType<typeof setStage>>;
beforeAll(async () => {
  stage = await setStage('embedded');
});
afterAll(() => stage.stop());

const total = 1000;
/** To start takes a second or more each time. */
const maxKills = 6;
const Count = z.object({ count: z.number() });

/** How many rows a condition holds for; no app runs. */
async function count(from: string): Promise<number> {
  const [row] = await stage.rows(Count, `SELECT count(*)::int AS count FROM ${from}`);
  return row?.count ?? 0;
}

const waiting = "import_rows WHERE state = 'waiting'";

test('an import whose app is killed again and again invites everybody once', async () => {
  let app = await stage.start();
  const { slack } = stage;
  const first = await lookAt(slack, ['first@example.com']);
  await first.submits();
  await first.waitsFor('modal', '1 person invited');
  const person = await lookAt(slack, manyAddresses(total, 'k'));
  await app.end('SIGKILL');
  // More than the limits of a day allow.
  await stage.run('UPDATE rate_limits SET acts = acts - 100000');
  expect(await count(waiting)).toBe(total);

  app = await stage.start();
  await person.submits();
  const leftAfter = [total];
  let lifeMs = 200;
  while (leftAfter.length <= maxKills) {
    if (leftAfter.length > 1) app = await stage.start();
    await pause(lifeMs);
    await app.end('SIGKILL');
    const before = leftAfter.at(-1) ?? 0;
    const left = await count(waiting);
    leftAfter.push(left);
    if (left === 0) break;
    // In the midst of the work, however fast the machine is.
    if (left === before) lifeMs *= 2;
  }
  const inBetween = leftAfter.filter((left) => left > 0 && left < total);
  expect(inBetween.length, String(leftAfter)).toBeGreaterThan(0);
  // Some rows are sent together or not at all.
  expect(inBetween.filter((left) => left % 25 !== 0)).toEqual([]);

  app = await stage.start();
  const said = () => person.reads('messages').join('\n').includes('1,000 people invited');
  await slack.until(said, 60_000);
  expect(await app.end('SIGTERM')).toBe(0);
  expect(await count(`${waiting} OR invitation_id IS NULL`)).toBe(0);
  expect(await count("import_rows WHERE state = 'invited' AND email LIKE 'k%'")).toBe(total);
  for (const each of [
    "invitations WHERE address LIKE 'k%'",
    "(SELECT DISTINCT address FROM invitations WHERE address LIKE 'k%') AS addresses",
    "deliveries WHERE recipient LIKE 'k%' AND channel = 'email'",
    "deliveries WHERE recipient LIKE 'k%' AND channel = 'slack_dm'",
    "audit_entries WHERE act = 'invitation_sent' AND subject LIKE 'k%'",
  ]) {
    expect(await count(each), each).toBe(total);
  }
  expect(await count(`rate_limits WHERE acts = ${total + 1 - 100_000}`)).toBe(2);
  process.stdout.write(
    `faults: an import of ${total} was killed with ${leftAfter.slice(1)} rows left\n`,
  );
}, 180_000);
