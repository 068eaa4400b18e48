import { expect, test } from 'vitest';
import { parseInvitationId } from '../../src/shared/ids.ts';

const id = '0190a5d2-7c1e-4f3a-9b1d-0123456789ab';

test('reads the id of an invitation', () => {
  expect(parseInvitationId(id)).toBe(id);
});

test.each([
  undefined,
  null,
  7,
  {},
  [id],
  '',
  id.toUpperCase(),
  `${id}\n`,
  ` ${id}`,
  id.replaceAll('-', ''),
  id.slice(1),
  `{${id}}`,
  "' OR 1=1--",
])('does not take %j for one', (value) => {
  expect(parseInvitationId(value)).toBeUndefined();
});
