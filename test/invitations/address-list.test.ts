import { expect, test } from 'vitest';
import { listedAddresses } from '../../src/invitations/slack/address-list.ts';

const ana = { typed: 'ana@example.com' };
const bo = { typed: 'bo@example.com' };

test.each([
  ['Ana ana@example.com, Bob bo@example.com'],
  ['Email ana@example.com bo@example.com'],
  ['1. ana@example.com 2. bo@example.com'],
  ['1) ana@example.com\n2) bo@example.com'],
  ['ana@example.com and bo@example.com'],
  ['To: ana@example.com; Cc: bo@example.com'],
  ['Name\tEmail\nAna Lee\tana@example.com\nBo Roy\tbo@example.com'],
  ['ana@example.com\tAna Lee\nbo@example.com\tBo Roy'],
  ['李 ana@example.com, 王 bo@example.com'],
  ['Lee, Ana <ana@example.com>, bo <bo@example.com>'],
  ['ana@example.com bo@example.com ana@EXAMPLE.com ANA@example.com'],
  ['ana@example.com, bo@example.com,'],
])('finds both addresses in %j', (typed) => {
  expect(listedAddresses(typed)).toEqual([ana, bo]);
});

test.each([
  ['ana@example.com, n/a, bo@example.com', [ana, { typed: 'n/a', unclear: 'words' }, bo]],
  ['ana@example.com\nunknown\nbo@example.com', [ana, { typed: 'unknown', unclear: 'words' }, bo]],
  ['ana@example.com bobexample.com bo@example.com', [ana, { typed: 'bobexample.com' }, bo]],
  // Nobody else may get what was for somebody: a blank may stand in an address.
  ['an a@example.com, bo@example.com', [{ typed: 'an a@example.com', unclear: 'parts' }, bo]],
  [
    'ana@example.com, n/a, bo by@example.com',
    [ana, { typed: 'n/a', unclear: 'words' }, { typed: 'bo by@example.com', unclear: 'parts' }],
  ],
  ['ana@example.com\tAdmin\nbo@example.com', [ana, { typed: 'Admin', unclear: 'role' }, bo]],
  ['zoe@example,com bo@example.com', [{ typed: 'zoe@example,com' }, bo]],
])('lists what is not clear in %j, and the others', (typed, listed) => {
  expect(listedAddresses(typed)).toEqual(listed);
});

test.each(['ana@example.com', 'Ana ana@example.com', 'nonsense', '', 'zoe@example,com'])(
  'takes %j for one',
  (typed) => {
    expect(listedAddresses(typed)).toEqual([{ typed }]);
  },
);
