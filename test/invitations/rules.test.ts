import { expect, test } from 'vitest';
import { invitationStatus } from '../../src/invitations/rules.ts';
import { statusName } from '../../src/invitations/texts/home.ts';

const now = new Date('2026-11-29T18:55:00.000Z');

function shifted(ms: number): Date {
  return new Date(now.getTime() + ms);
}

test.each([
  ['a millisecond before the end', { expiresAt: shifted(1) }, 'pending'],
  ['at the very end', { expiresAt: now }, 'expired'],
  ['a millisecond after the end', { expiresAt: shifted(-1) }, 'expired'],
  ['once accepted', { expiresAt: shifted(1), acceptedAt: shifted(-5) }, 'accepted'],
  ['once accepted, long ago', { expiresAt: shifted(-1), acceptedAt: shifted(-5) }, 'accepted'],
  ['once revoked', { expiresAt: shifted(1), revokedAt: shifted(-5) }, 'revoked'],
  ['once revoked, long ago', { expiresAt: shifted(-1), revokedAt: shifted(-5) }, 'revoked'],
  [
    'once declined',
    { expiresAt: shifted(1), revokedAt: shifted(-5), declinedAt: shifted(-5) },
    'declined',
  ],
])('tells the status %s', (_when, dates, status) => {
  const never = { acceptedAt: undefined, revokedAt: undefined, declinedAt: undefined };
  const invitation = { ...never, ...dates };
  expect(invitationStatus(invitation, now)).toBe(status);
});

test('names every status', () => {
  expect(
    (['pending', 'accepted', 'expired', 'revoked', 'declined', 'removed'] as const).map((status) =>
      statusName(status),
    ),
  ).toEqual(['Waiting', 'Joined', 'Expired', 'Revoked', 'Declined', 'Removed']);
});
