import { createHash, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emailsTo } from '../../src/delivery/rules.ts';
import { decideMany } from '../../src/invitations/api.ts';
import type { Fate } from '../../src/invitations/many-rules.ts';
import { dayLimits, type InviteRefusal, type SendKind } from '../../src/invitations/rules.ts';
import type { InvitationDeps } from '../../src/invitations/use-cases/deps.ts';
import { inviteMember } from '../../src/invitations/use-cases/invite.ts';
import { asAdminReader } from '../../src/members/api.ts';
import type { ActingRequester, Role } from '../../src/members/rules.ts';
import { requesterOf } from '../../src/members/use-cases/asker.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import type { Counted } from '../../src/platform/database/rate-limit.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import { done, type Outcome } from '../../src/shared/outcome.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

// What is decided of many together is what becomes of them when they are invited one after the other, on both databases.

let database: TestDatabase;
let deps: InvitationDeps;
let requester: ActingRequester;
const adams = 'adam@a.example';
const inviteLimits = { perAdmin: 30, perWorkspace: 100 };
beforeAll(async () => {
  database = await makeTestDatabase(realClock(), createLogger({ level: 'silent' }));
  deps = {
    database: database.database,
    secrets: createSecrets(['a secret that is long enough for tests']),
    publicUrl: 'http://localhost:3000',
    inviteTtlMs: 86_400_000,
    inviteLimits,
    passwordMinLength: 8,
    isByOauth: false,
    changed: () => undefined,
  };
  const may = { isSlackAdmin: true, isFullMember: true, isDeactivated: false, isBot: false };
  const adam = { userId: 'U1', teamId: 'T1', name: 'Adam', address: adams, ...may };
  const identified = await requesterOf(deps.database, { slackTeamId: 'T1', name: 'Acme' }, adam);
  requester = { ...identified, requestKey: 'none' } as ActingRequester;
});
afterAll(() => database.remove());

const standings = ['none', 'member', 'pending', 'expired', 'just_sent', 'revoked'] as const;
const domains = ['a.example', 'b.example', 'elsewhere.example'] as const;
const someone = fc.record({
  standing: fc.constantFrom(...standings),
  domain: fc.constantFrom(...domains),
  was: fc.constantFrom('member', 'admin'),
  role: fc.constantFrom('member' as const, 'admin' as const),
  hasFullMailbox: fc.boolean(),
});
const scene = fc.record({
  people: fc.array(someone, { minLength: 1, maxLength: 7 }),
  oneself: fc.option(fc.constantFrom('member' as const, 'admin' as const)),
  seats: fc.option(fc.integer({ min: 0, max: 6 })),
  byAdmin: fc.integer({ min: 0, max: 6 }),
  byWorkspace: fc.integer({ min: 0, max: 6 }),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

/** The people with their addresses, the one who invites last. */
function invitees({ people, oneself }: Scene) {
  const others = people.map(({ domain, role }, index) => ({ email: `p${index}@${domain}`, role }));
  const all = [...others, ...(oneself ? [{ email: adams, role: oneself }] : [])];
  return all.map(({ email, role }) => {
    return { to: { email, address: email }, role, suggestedName: undefined };
  });
}

async function counted({ limit, subject }: Counted, acts: number): Promise<void> {
  const key = `${limit.name}:${createHash('sha256').update(subject).digest('base64url')}`;
  const insert = "INSERT INTO rate_limits VALUES ($1, $2, now() + interval '1 day')";
  await database.query(insert, [key, acts]);
}

/** Nothing but what the scene says. */
async function setScene(of: Scene): Promise<void> {
  const { id } = requester.workspace;
  for (const table of ['members', 'invitations', 'deliveries', 'rate_limits', 'audit_entries']) {
    await database.query(`DELETE FROM ${table}`);
  }
  await database.query(
    "UPDATE workspaces SET seat_limit = $1, allowed_domains = '{a.example,b.example}'",
    [of.seats],
  );
  const subject = `${id}\nU1`;
  const { by_admin: byAdmin, by_workspace: byWorkspace } = dayLimits(inviteLimits);
  await counted({ limit: byAdmin, subject }, byAdmin.max - of.byAdmin);
  await counted({ limit: byWorkspace, subject: id }, byWorkspace.max - of.byWorkspace);
  for (const [index, one] of of.people.entries()) {
    const email = `p${index}@${one.domain}`;
    if (one.hasFullMailbox) {
      const mailbox = emailsTo(id, 'invitation', email);
      await counted(mailbox, mailbox.limit.max);
    }
    if (one.standing !== 'none') await addStanding(email, one);
  }
}

async function addStanding(email: string, { standing, was }: Scene['people'][number]) {
  const values = [randomUUID(), requester.workspace.id, email, was, standing];
  await database.query(
    `INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user, invited_by_name,
       created_at, sent_at, expires_at, accepted_at, revoked_at)
     SELECT $1, $2, $3, $3, $4::role, 'U2', 'Olga', now(),
       now() + CASE $5 WHEN 'just_sent' THEN interval '1 hour' ELSE interval '-1 hour' END,
       now() + CASE $5 WHEN 'expired' THEN interval '-1 minute' ELSE interval '1 day' END,
       CASE $5 WHEN 'member' THEN now() END, CASE $5 WHEN 'revoked' THEN now() END`,
    values,
  );
  if (standing !== 'member') return;
  await database.query(
    `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, joined_at, invitation_id)
     VALUES (gen_random_uuid(), $2, $3, $3, 'x', $4::role, 'none', now(), $1)`,
    values.slice(0, 4),
  );
}

function wordOfFate(fate: Fate, role: Role): string {
  switch (fate.kind) {
    case 'invite':
      if (!fate.open) return 'sent';
      return fate.open.role === role ? 'sent_again' : 'role_changed';
    case 'refused':
      return typeof fate.refusal === 'object' ? fate.refusal.tooMany : fate.refusal;
    case 'later':
      return fate.tooMany.tooMany;
    case 'sent_just_now':
      return fate.kind;
  }
}

function wordOf(outcome: Outcome<{ readonly sendKind: SendKind }, InviteRefusal>): string {
  if (outcome.ok) return outcome.value.sendKind;
  return typeof outcome.refusal === 'object' ? outcome.refusal.tooMany : outcome.refusal;
}

test('many are decided as they are one after the other, until a limit of the day is reached', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (of) => {
      await setScene(of);
      const all = invitees(of);
      const decided = await asAdminReader<Fate[]>(deps, requester, async (reader) =>
        done((await decideMany(reader, deps, all)).fates),
      );
      if (!decided.ok) throw new Error(decided.refusal);
      const words = decided.value.map((fate, index) =>
        wordOfFate(fate, all[index]?.role ?? 'member'),
      );
      const later = decided.value.findIndex(({ kind }) => kind === 'later');
      const until = later < 0 ? all.length : later + 1;

      const single: string[] = [];
      for (const { to, role } of all.slice(0, until)) {
        const requestKey = randomUUID();
        const request = { requester, typedEmail: to.email, role, requestKey };
        single.push(wordOf(await inviteMember(deps, request)));
      }

      expect(words.slice(0, until)).toEqual(single);
    }),
    { numRuns: 120, seed: 20261127 },
  );
}, 120_000);
