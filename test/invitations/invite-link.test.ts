import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkInviteToken,
  inviteLink,
  inviteToken,
  readInviteToken,
} from '../../src/invitations/invite-link.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import type { InvitationId } from '../../src/shared/ids.ts';

const secrets = createSecrets(['a-secret-of-at-least-32-characters']);
const invitation = { id: '0190a5d2-7c1e-4f3a-9b1d-0123456789ab' as InvitationId, generation: 1 };

/** What a token is worth for the invitation at a generation. */
function check(token: string, generation = 1, by = secrets, addressSince = 1): string {
  const parts = readInviteToken(token);
  return parts ? checkInviteToken(by, parts, generation, addressSince) : 'unreadable';
}

test('makes a link that fits into any mail client and holds the id', () => {
  const link = inviteLink(secrets, 'https://invites.example.com', invitation);
  expect(link).toMatch(/^https:\/\/invites\.example\.com\/join\/[A-Za-z0-9_-]{43}$/);
  const token = inviteToken(secrets, invitation);
  expect(link.endsWith(token)).toBe(true);
  expect(readInviteToken(token)?.invitationId).toBe(invitation.id);
  expect(check(token)).toBe('current');
});

test('makes the same link every time', () => {
  expect(inviteToken(secrets, invitation)).toBe(inviteToken(secrets, { ...invitation }));
});

test('knows a link that was replaced from one that was never made', () => {
  const old = inviteToken(secrets, invitation);
  expect(check(old, 2)).toBe('replaced');
  expect(check(old, 51)).toBe('replaced');
  expect(check(inviteToken(secrets, { ...invitation, generation: 3 }), 2)).toBe('forged');
  expect(check(inviteToken(secrets, { ...invitation, generation: 0 }), 2)).toBe('forged');
});

test('knows a link that went to another address', () => {
  const [first, second] = [1, 2].map((generation) =>
    inviteToken(secrets, { ...invitation, generation }),
  );
  expect(check(first ?? '', 3, secrets, 2)).toBe('moved');
  expect(check(second ?? '', 3, secrets, 2)).toBe('replaced');
  expect(check(second ?? '', 2, secrets, 2)).toBe('current');
});

test('takes no code of another invitation', () => {
  const other = { ...invitation, id: '0190a5d2-7c1e-4f3a-9b1d-0123456789ac' as InvitationId };
  const mixed = Buffer.concat([
    Buffer.from(inviteToken(secrets, other), 'base64url').subarray(0, 16),
    Buffer.from(inviteToken(secrets, invitation), 'base64url').subarray(16),
  ]);
  expect(check(mixed.toString('base64url'))).toBe('forged');
});

test('takes nothing that was made with another secret, nor with the secret itself as key', () => {
  const others = createSecrets(['another-secret-of-32-characters-xx']);
  expect(check(inviteToken(others, invitation))).toBe('forged');
  const id = Buffer.from(invitation.id.replaceAll('-', ''), 'hex');
  const plain = createHmac('sha256', 'a-secret-of-at-least-32-characters')
    .update(Buffer.concat([id, Buffer.from([0, 0, 0, 1])]))
    .digest()
    .subarray(0, 16);
  expect(check(Buffer.concat([id, plain]).toString('base64url'))).toBe('forged');
});

test('keeps links alive while their secret is listed, and kills them when it is dropped', () => {
  const [first, second, third] = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [
    string,
    string,
    string,
  ];
  const old = inviteToken(createSecrets([first]), invitation);
  const rotated = createSecrets([second, first]);
  expect(check(old, 1, rotated)).toBe('current');
  expect(check(old, 2, rotated)).toBe('replaced');
  const fresh = inviteToken(rotated, invitation);
  expect(fresh).toBe(inviteToken(createSecrets([second]), invitation));
  expect(check(fresh, 1, createSecrets([second]))).toBe('current');
  expect(check(old, 1, createSecrets([second]))).toBe('forged');
  expect(check(old, 1, createSecrets([third, second, first]))).toBe('current');
});

test('believes no token with any bit turned', () => {
  const bytes = Buffer.from(inviteToken(secrets, invitation), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const altered = Buffer.from(bytes);
    const at = bit >> 3;
    altered[at] = (altered[at] ?? 0) ^ (1 << (bit & 7));
    expect(check(altered.toString('base64url'))).toBe('forged');
  }
});

test('reads no token with any letter changed beyond its bits', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const token = inviteToken(secrets, invitation);
  const believed = [...alphabet]
    .map((last) => token.slice(0, -1) + last)
    .filter((each) => check(each) === 'current');
  expect(believed).toEqual([token]);
});

test.each([
  ['nothing', ''],
  ['one letter less', 'A'.repeat(42)],
  ['one letter more', 'A'.repeat(44)],
  ['padding', `${'A'.repeat(42)}=`],
  ['signs of plain base64', `${'A'.repeat(42)}+`],
  ['a line break', `${'A'.repeat(43)}\n`],
  ['letters of another alphabet', 'А'.repeat(43)],
])('does not read %s', (_what, token) => {
  expect(readInviteToken(token)).toBeUndefined();
});

test('never throws on any text, and believes none', () => {
  const token = inviteToken(secrets, invitation);
  const near = fc
    .tuple(fc.nat(43), fc.nat(5), fc.string({ unit: 'grapheme-ascii', maxLength: 5 }))
    .map(([at, gone, put]) => token.slice(0, at) + put + token.slice(at + gone));
  fc.assert(
    fc.property(fc.oneof(near, fc.base64String(), fc.string({ unit: 'binary' })), (text) => {
      fc.pre(text !== token);
      expect(['unreadable', 'forged']).toContain(check(text));
    }),
    { numRuns: 2000, seed: 5 },
  );
});

test('holds for every id and generation', () => {
  const ids = fc.uuid().map((id) => id as InvitationId);
  const generations = fc.integer({ min: 1, max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(ids, generations, (id, generation) => {
      const token = inviteToken(secrets, { id, generation });
      expect(readInviteToken(token)?.invitationId).toBe(id);
      expect(check(token, generation)).toBe('current');
      expect(check(token, generation + 1)).toBe('replaced');
    }),
    { numRuns: 300, seed: 6 },
  );
});
