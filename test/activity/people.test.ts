import { expect, test } from 'vitest';
import { type NewAuditEntry, peopleOf } from '../../src/workspaces/audit-rules.ts';

const sent: NewAuditEntry = {
  actor: 'Ada',
  act: 'invitation_sent',
  subject: 'x@example.com',
  detail: {},
};

test.each([
  ['what is about an address', { subject: 'X@Example.com' }, ['address x@example.com']],
  [
    'both addresses of a changed one',
    { act: 'invited_address_changed', detail: { was: 'y@example.com' } },
    ['address x@example.com', 'address y@example.com'],
  ],
  [
    'a member by their address, never by their name',
    { act: 'member_removed', subject: 'z@example.com', detail: { email: 'cy@example.com' } },
    ['address cy@example.com'],
  ],
  ['nobody where none is named', { act: 'setting_changed', subject: 'Seat limit' }, []],
  [
    'whoever did it, once',
    { by: [{ kind: 'address', person: 'x@example.com' }] },
    ['address x@example.com'],
  ],
  [
    'a Slack user without an account',
    { by: [{ kind: 'slack_user', person: 'U1' }] },
    ['slack_user U1', 'address x@example.com'],
  ],
] as const)('is found by %s', (_what, given, people) => {
  const entry = { ...sent, ...given } as NewAuditEntry;
  expect(peopleOf(entry).map(({ kind, person }) => `${kind} ${person}`)).toEqual(people);
});
