import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MemberId, WorkspaceId } from '../../src/shared/ids.ts';
import { failureRows } from '../../src/sign-in/event-rules.ts';
import { countFailure } from '../../src/sign-in/event-store.ts';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { forgetLimits, rounds, roundsTimeout } from '../support/races.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
beforeEach(() => forgetLimits(world));
afterAll(() => world.stop());

let visitors = 0;
function visitor(): Visitor {
  visitors += 1;
  return new Visitor(world, { 'x-forwarded-for': `2001:db8:${visitors.toString(16)}::1` });
}

/** Somebody who is signed in, and the link by which they say that it wasn't them. */
async function join(email: string): Promise<{ browser: Visitor; path: string }> {
  await joinAs(world, email);
  const browser = visitor();
  await browser.signIn(email, goodPassword);
  const { parsed } = await world.letterTo(email);
  const [, path = ''] = /http:\/\/localhost:3000(\/not-me\/\S+)/.exec(parsed.text ?? '') ?? [];
  return { browser, path };
}

test.each(rounds())(
  'nobody stays signed in who signs in while the account is locked (round %i)',
  async (round) => {
    const email = `ana${round}@example.com`;
    const { path } = await join(email);
    const thieves = Array.from({ length: 4 }, visitor);

    const [locked, ...signedIn] = await Promise.all([
      visitor().post(path, {}),
      ...thieves.map((thief) => thief.signIn(email, goodPassword)),
    ]);

    expect(locked.status).toBe(303);
    for (const { status } of signedIn) expect([303, 400]).toContain(status);
    for (const thief of thieves) expect((await thief.get('/account')).status).toBe(401);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'of many who say it at once one locks the account, also while its member leaves (round %i)',
  async (round) => {
    const email = `bo${round}@example.com`;
    const { browser, path } = await join(email);
    const page = await (await browser.get('/account/leave')).text();
    const member = /name="member" value="([^"]+)"/.exec(page)?.[1] ?? '';

    const [left, ...locked] = await Promise.all([
      browser.post('/account/leave', { member, password: goodPassword }),
      ...Array.from({ length: 5 }, () => visitor().post(path, {})),
    ]);

    expect([303, 400, 401]).toContain(left.status);
    for (const { status } of locked) expect([303, 410]).toContain(status);
    const entries = await world.database.query(
      "SELECT act FROM audit_entries WHERE act = 'account_locked' AND subject = $1",
      [email],
    );
    expect(entries.length).toBeLessThanOrEqual(1);
  },
  roundsTimeout(),
);

test('a hundred tries that fail at once are all counted, in a few rows', async () => {
  const { email } = await joinAs(world, 'cy@example.com');
  const [member] = await world.database.query(
    'SELECT id, workspace_id FROM members WHERE address = $1',
    [email],
  );
  const whose = {
    workspaceId: member?.workspace_id as WorkspaceId,
    memberId: member?.id as MemberId,
  };

  await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      world.database.database.run((tx) =>
        countFailure(tx, whose, { userAgent: '', ipAddress: `198.51.100.${index}` }),
      ),
    ),
  );

  const rows = await world.database.query(
    "SELECT times FROM account_events WHERE kind = 'sign_in_failed' AND member_id = $1",
    [whose.memberId],
  );
  expect(rows.length).toBeLessThanOrEqual(failureRows);
  expect(rows.reduce((sum, { times }) => sum + Number(times), 0)).toBe(100);
});
