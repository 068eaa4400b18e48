import type { ModalView } from '@slack/types';
import { linesOf } from 'pretend-slack/driver';
import { expect, test } from 'vitest';
import { csvModal, readCsvPart } from '../../src/imports/slack/csv-blocks.ts';
import type { ImportId } from '../../src/shared/ids.ts';

/** The most bytes that Slack takes in a view. */
const maxViewBytes = 250_000;
const id = '00000000-0000-4000-8000-000000000000' as ImportId;

/** Everything that stands in preformatted text, block by block. */
function csvOf({ blocks }: ModalView): string {
  return blocks
    .flatMap((block) => (block.type === 'rich_text' && 'elements' in block ? block.elements : []))
    .flatMap((part) =>
      'elements' in part && part.type === 'rich_text_preformatted' ? part.elements : [],
    )
    .map((text) => (text.type === 'text' ? text.text : ''))
    .join('\n');
}

test.each([
  ['letters', 'a'],
  ['three bytes a sign', '名'],
  ['four bytes a sign', '👩'],
  ['signs that JSON writes as two', '\\'],
  ['signs that JSON writes as six', '\u0001'],
])('a list of 5,000 fits into dialogs of Slack, with nothing left out: %s', (_name, sign) => {
  const rows = Array.from({ length: 5000 }, (_, position) => ({
    ...{ position, line: position + 1, file: undefined, typed: sign.repeat(100), to: undefined },
    ...{ suggestedName: undefined, role: undefined, state: 'wrong' as const },
    ...{ reason: undefined, invitationId: undefined },
  }));
  const views = [csvModal(id, rows, 0)];
  for (let part = 1; ; part += 1) {
    const last = views.at(-1);
    expect(Buffer.byteLength(JSON.stringify(last))).toBeLessThan(maxViewBytes);
    expect(last?.blocks.length).toBeLessThanOrEqual(100);
    if (!linesOf(last).some((line) => line.startsWith('Show part'))) break;
    views.push(csvModal(id, rows, part));
  }
  expect(views.length).toBeGreaterThan(1);
  const lines = views.map(csvOf).join('\n').split('\n');
  expect(lines).toEqual([
    'line,file,email,name,role,result',
    ...rows.map(({ line, typed }) => `${line},,${typed},,,wrong`),
  ]);
});

test('whatever a button says, some part is shown', () => {
  expect(readCsvPart('{"id":"x","part":"y"}')).toEqual({ id: undefined, part: 0 });
  for (const part of [-1, 7, 1e15]) {
    expect(csvOf(csvModal(id, [], part))).toBe('line,file,email,name,role,result');
  }
});
