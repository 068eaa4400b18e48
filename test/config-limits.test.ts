import { expect, test } from 'vitest';
import { load, problems } from './support/configuration.ts';

// How many invitations may be sent in a day.

test.each([
  [{}, { perAdmin: 300, perWorkspace: 1000 }],
  [{ INVITES_PER_ADMIN_PER_DAY: '', INVITES_PER_WORKSPACE_PER_DAY: ' ' }, { perAdmin: 300 }],
  [{ INVITES_PER_ADMIN_PER_DAY: '1' }, { perAdmin: 1, perWorkspace: 1000 }],
  [{ INVITES_PER_ADMIN_PER_DAY: ' 1000000 ' }, { perAdmin: 1_000_000, perWorkspace: 1000 }],
  [{ INVITES_PER_WORKSPACE_PER_DAY: '1' }, { perAdmin: 300, perWorkspace: 1 }],
  [{ INVITES_PER_WORKSPACE_PER_DAY: '1000000' }, { perAdmin: 300, perWorkspace: 1_000_000 }],
])('takes %j', (env, limits) => {
  expect(load(env).inviteLimits).toMatchObject(limits);
});

const names = ['INVITES_PER_ADMIN_PER_DAY', 'INVITES_PER_WORKSPACE_PER_DAY'];
const wrong = ['0', '-1', '2.5', '1e3', '1,000', '1000001', 'none'];

test.each(names.flatMap((name) => wrong.map((value) => [name, value] as const)))(
  'refuses %s=%s in words',
  (name, value) => {
    expect(problems({ [name]: value })).toEqual([
      `${name} must be a whole number from 1 to 1000000`,
    ]);
  },
);
