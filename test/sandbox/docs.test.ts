import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pretendMethods } from '../../src/sandbox/slack/methods/pretend-methods.ts';
import { root } from '../support/source-files.ts';

test('docs/sandbox.md lists every method of the pretend Slack, with its scopes, and no other', () => {
  const text = readFileSync(join(root, 'docs', 'sandbox.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(\w+\.[\w.]+)` \| (.+) \|$/gm)].map(([, method, scopes]) => [
    method,
    scopes,
  ]);

  const expected = Object.entries(pretendMethods).map(([method, { scopes }]) => [
    method,
    scopes.map((scope) => `\`${scope}\``).join(', ') || '–',
  ]);
  expect(rows).toEqual(expected);
});
