import { describe, expect, test } from 'vitest';
import { closedBy, nextStep } from '../../src/requests/rules.ts';

const at = (days: number) => new Date(Date.UTC(2026, 10, 1) + days * 86_400_000);
const createdAt = at(0);
const told = { createdAt, toldAt: at(0), remindedAt: undefined };

describe('what is due about a request', () => {
  test.each([
    ['a new one', { ...told, toldAt: undefined }, 0, 'tell', 2],
    ['one that waits', told, 1, undefined, 2],
    ['just before two days', told, 1.999, undefined, 2],
    ['two days', told, 2, 'remind', 14],
    ['after the reminder', { ...told, remindedAt: at(2) }, 3, undefined, 14],
    ['just before the end', { ...told, remindedAt: at(2) }, 13.999, undefined, 14],
    ['fourteen days', { ...told, remindedAt: at(2) }, 14, 'close', 14],
    ['the end though nobody was reminded', told, 20, 'close', 14],
    ['the end though nobody was told', { ...told, toldAt: undefined }, 15, 'close', 14],
    ['told late, so no reminder at once', { ...told, toldAt: undefined }, 5, 'tell', 14],
  ] as const)('%s', (_, request, now, step, nextAt) => {
    expect(nextStep(request, at(now))).toEqual({ step, nextAt: at(nextAt) });
  });
});

describe('what leaves nothing to decide', () => {
  const open = (expiresAt: Date, more = {}) =>
    ({ acceptedAt: undefined, revokedAt: undefined, sentAt: at(2), expiresAt, ...more }) as never;
  const held = open(at(9), { sentAt: at(5), heldAt: at(5) });
  const here = [{ isGone: true }, { isGone: false }];
  test.each([
    ['nothing', { open: undefined, isMember: false }, here, undefined],
    ['they are a member', { open: undefined, isMember: true }, here, 'already_member'],
    ['they are invited', { open: open(at(9)), isMember: false }, here, 'already_invited'],
    ['that can still be undone', { open: held, isMember: false }, here, undefined],
    ['their invitation has expired', { open: open(at(4)), isMember: false }, here, undefined],
    [
      'nobody who asked is there',
      { open: undefined, isMember: false },
      [{ isGone: true }],
      'askers_gone',
    ],
  ] as const)('%s', (_, standing, askers, expected) => {
    expect(closedBy(standing, askers, at(5))).toBe(expected);
  });
});
