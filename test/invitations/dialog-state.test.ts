import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDialogState, withSent } from '../../src/invitations/slack/blocks.ts';
import type { InvitationId } from '../../src/shared/ids.ts';
import { maxTools } from '../../src/tools/rules.ts';

const id = '0190a5d2-7c1e-4f3a-9b1d-0123456789ab';
const usual = { isMore: false, validDays: undefined, toolIds: [] };
const fresh = { form: 1, choice: '', role: 'member', ...usual, sent: [] };

test('remembers which form it is, the role, and what was sent', () => {
  const shown = { isMore: true, validDays: 14, toolIds: [id] };
  const state = { form: 3, choice: 'mJ9xk2', role: 'admin', ...shown, sent: [id, id] };
  expect(readDialogState(JSON.stringify(state))).toEqual(state);
});

test('what a dialog remembers of as much as there can be fits into it', () => {
  const toolIds = Array.from({ length: maxTools }, () => randomUUID());
  const known = { form: 999, choice: 'mJ9xk2_-4dQz', isMore: true, validDays: 30, toolIds };
  const state = readDialogState(JSON.stringify(known));
  expect(state.toolIds).toHaveLength(maxTools);
  const ids = Array.from({ length: 200 }, () => randomUUID() as InvitationId);
  expect(JSON.stringify(withSent(state, ids)).length).toBeLessThanOrEqual(3000);
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '7',
  '"text"',
  '{}',
  '{"form":"2","role":"owner","sent":"x"}',
  '{"form":1.5,"role":["admin"],"sent":{"0":1}}',
  '{"form":9007199254740993,"sent":[1,null,{},"x","0190a5d2"]}',
  '{"__proto__":{"role":"admin"},"constructor":1}',
])('starts afresh from %j', (metadata) => {
  expect(readDialogState(metadata)).toEqual(fresh);
});

test('keeps what is right of what is partly wrong', () => {
  expect(
    readDialogState(JSON.stringify({ form: 'x', role: 'admin', validDays: 5, sent: [id, 'x'] })),
  ).toEqual({
    form: 1,
    choice: '',
    role: 'admin',
    ...usual,
    sent: [id],
  });
});

test('never throws, and never gives anything else than a state', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (metadata) => {
      const { form, role, sent } = readDialogState(metadata);
      expect(Number.isSafeInteger(form)).toBe(true);
      expect(['member', 'admin']).toContain(role);
      for (const each of sent) expect(each).toMatch(/^[0-9a-f-]{36}$/);
    }),
    { numRuns: 1000, seed: 7 },
  );
});
