import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  checkInviteToken,
  inviteToken,
  readInviteToken,
} from '../../src/invitations/invite-link.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import type { InvitationId } from '../../src/shared/ids.ts';
import { isGenuine, readResetToken, resetToken } from '../../src/sign-in/reset-link.ts';
import { goodPassword, invite, joinAs, signUpForm } from '../support/acts.ts';
import { insertOtherWorkspace } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';
import {
  casesOf,
  checkRule,
  expectNoFault,
  networkNumber,
  oddText,
  report,
  rowsThatMatter,
  shortly,
  sideBySide,
} from './support.ts';

const secrets = createSecrets(['a-secret-of-at-least-thirty-two-chars']);
const others = createSecrets(['another-secret-of-at-least-32-characters']);
type ResetAccount = Parameters<typeof resetToken>[1];

/** What may happen to a token on its way, or on purpose. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant('bit' as const), at: fc.nat(10_000) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    kind: fc.constant('letter' as const),
    at: fc.nat(10_000),
    by: fc.constantFrom(...'Aa0-_.~ %=+/'),
  }),
  fc.record({
    kind: fc.constant('more' as const),
    by: fc.constantFrom('A', '=', '==', '.', '%00', ' ', 'AAAA'),
  }),
  fc.record({ kind: fc.constant('case' as const) }),
  fc.record({ kind: fc.constant('swap' as const) }),
);

type Damage = typeof damage extends fc.Arbitrary<infer Kind> ? Kind : never;

function damaged(token: string, how: Damage): string {
  const bytes = Buffer.from(token, 'base64url');
  switch (how.kind) {
    case 'bit': {
      const bit = how.at % (bytes.length * 8);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return bytes.toString('base64url');
    }
    case 'cut':
      return token.slice(0, -how.at);
    case 'letter': {
      const at = how.at % token.length;
      return token.slice(0, at) + how.by + token.slice(at + 1);
    }
    case 'more':
      return token + how.by;
    case 'case':
      return token.toUpperCase();
    case 'swap':
      return Buffer.concat([bytes.subarray(16), bytes.subarray(0, 16)]).toString('base64url');
  }
}

function invitation(id: string, generation: number) {
  return { id: id as InvitationId, generation };
}

test('no damaged invite token is taken for a genuine one', () => {
  const kind = fc.tuple(fc.uuid(), fc.integer({ min: 1, max: 1000 }), damage);
  checkRule(kind, 2000, ([id, generation, how]) => {
    const token = inviteToken(secrets, invitation(id, generation));
    const broken = damaged(token, how);
    if (broken === token) return;
    const read = readInviteToken(broken);
    expect(read && checkInviteToken(secrets, read, generation)).not.toBe('current');
  });
  report('damaged invite tokens by the rule', 2000);
});

test('an invite token is good for its invitation, generation, purpose and secret only', () => {
  const kind = fc.tuple(
    fc.uuid(),
    fc.uuid(),
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 60 }),
  );
  checkRule(kind, 1000, ([id, otherId, generation, other]) => {
    const read = (token: string) => {
      const parts = readInviteToken(token);
      if (!parts) throw new Error(`not read: ${token}`);
      return parts;
    };
    const own = read(inviteToken(secrets, invitation(id, generation)));
    const verdict = generation === other ? 'current' : generation < other ? 'replaced' : 'forged';
    expect(checkInviteToken(secrets, own, other)).toBe(
      verdict === 'replaced' && other - generation > 50 ? 'forged' : verdict,
    );
    expect(checkInviteToken(others, own, generation)).toBe('forged');
    const moved = { ...own, invitationId: otherId as InvitationId };
    expect(checkInviteToken(secrets, moved, generation)).toBe(
      id === otherId ? 'current' : 'forged',
    );
    for (const purpose of ['reset_link', 'known_browser'] as const) {
      const signed = Buffer.concat([
        Buffer.from(id.replaceAll('-', ''), 'hex'),
        Buffer.from([0, 0, 0, generation]),
      ]);
      const code = secrets.sign(purpose, signed);
      expect(checkInviteToken(secrets, { ...own, code }, generation)).toBe('forged');
    }
  });
  report('invite tokens of others by the rule', 1000);
});

test('no damaged reset token, and none of another account or password, is genuine', () => {
  const kind = fc.tuple(
    fc.uuid(),
    fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
    damage,
  );
  checkRule(kind, 2000, ([id, endsAt, how]) => {
    const account = { member: { id }, passwordHash: 'hash' } as unknown as ResetAccount;
    const token = resetToken(secrets, account, endsAt);
    const own = readResetToken(token);
    expect(own && isGenuine(secrets, own, 'hash')).toBe(true);
    expect(own && isGenuine(secrets, own, 'another')).toBe(false);
    expect(own && isGenuine(others, own, 'hash')).toBe(false);
    const broken = damaged(token, how);
    const read = broken === token ? undefined : readResetToken(broken);
    expect(read ? isGenuine(secrets, read, 'hash') : false).toBe(false);
  });
  report('damaged reset tokens by the rule', 2000);
});

let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

/** The token in a reset email to somebody. */
async function resetTokenOf(email: string): Promise<string> {
  const [row] = await world.database.query(
    'SELECT m.id, m.password_hash FROM members m WHERE m.address = $1',
    [email],
  );
  const account = { member: { id: String(row?.id) }, passwordHash: String(row?.password_hash) };
  const serverSecrets = createSecrets(world.config.appSecrets);
  const endsAt = new Date(Date.now() + 1_800_000);
  return resetToken(serverSecrets, account as unknown as ResetAccount, endsAt);
}

test('the front door lets nobody in with a token that is not theirs', async () => {
  const { token: live } = await invite(world, 'live@example.com');
  const { token: used } = await joinAs(world, 'used@example.com');
  const theirs = await insertOtherWorkspace(world);
  const server = createSecrets(world.config.appSecrets);
  const foreign = createSecrets(['another-secret-of-at-least-32-characters']);
  const reset = await resetTokenOf('used@example.com');
  expect((await world.get(`/join/${live}`)).status).toBe(200);
  expect((await world.get(`/reset/${reset}`)).status).toBe(200);
  const before = await rowsThatMatter(world);
  const forged = [
    used,
    reset,
    live + live,
    inviteToken(server, invitation(randomUUID(), 1)),
    inviteToken(server, invitation(theirs.memberId, 1)),
    inviteToken(server, invitation(theirs.invitationId, 2)),
    inviteToken(foreign, invitation(theirs.invitationId, 1)),
  ];
  const kinds = fc.oneof(
    damage.map((how) => damaged(live, how)),
    damage.map((how) => damaged(reset, how)),
    oddText.filter((text) => text.length < 2000),
    fc.constantFrom(...forged),
  );
  const tokens = casesOf(kinds, 150).filter((token) => token !== live);
  await sideBySide(tokens, 8, async (token, index) => {
    const headers = { 'x-forwarded-for': networkNumber(index) };
    const path = encodeURIComponent(token);
    const form = signUpForm({ displayName: 'Eve', password: goodPassword });
    const answers = await Promise.all([
      world.get(`/join/${path}`, headers),
      world.post(`/join/${path}`, form, headers),
      world.post(`/join/${path}/again`, form, headers),
      token === reset ? world.get('/nowhere') : world.get(`/reset/${path}`, headers),
      token === reset ? world.get('/nowhere') : world.post(`/reset/${path}`, form, headers),
    ]);
    const [opened, , again, resetOpened] = answers;
    for (const answer of answers) {
      // Whoever has all of a link, and something behind it, is led to it.
      const isLed =
        (answer === opened && answer.headers.get('location') === `/join/${token.slice(0, 43)}`) ||
        (answer === resetOpened &&
          answer.headers.get('location') === `/reset/${token.slice(0, 51)}`);
      const isDead = isLed || [400, 403, 404, 405, 410, 413].includes(answer.status);
      // Asking for a new link leads back to the dead one, which is still the invitee's.
      expect(
        isDead || (answer === again && token === used && answer.status === 303),
        `${answer.status} ${shortly(token)}`,
      ).toBe(true);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });
  expect(await rowsThatMatter(world)).toEqual(before);
  expectNoFault(world);
  report('tokens through the front door (five requests each)', tokens.length);
}, 60_000);
