import { buttonValue } from 'pretend-slack/driver';
import { expect, test } from 'vitest';
import type { AddressedRow, Import, Preview } from '../../src/imports/rules.ts';
import { previewModal } from '../../src/imports/slack/preview-blocks.ts';
import type { ImportId, WorkspaceId } from '../../src/shared/ids.ts';

const draft: Import = {
  id: '5a88a8c8-5527-4240-8d51-49dd3c12b0a2' as ImportId,
  workspaceId: 'w' as WorkspaceId,
  slackUserId: 'U0ADAM',
  role: 'member',
  message: undefined,
  validDays: undefined,
  toolIds: [],
  state: 'draft',
  createdAt: new Date(0),
  sentAt: undefined,
  endedAt: undefined,
  dueAt: undefined,
  remindedAt: undefined,
  reason: undefined,
  task: undefined,
};
const row: AddressedRow = {
  position: 3,
  line: 4,
  file: undefined,
  typed: undefined,
  to: { email: 'ana@exmaple.com', address: 'ana@exmaple.com' },
  suggestedName: undefined,
  role: undefined,
  state: 'waiting',
  reason: undefined,
  invitationId: undefined,
};
const preview: Preview = {
  toolNames: [],
  import: draft,
  toInvite: [row],
  again: [],
  justSent: [],
  refused: [],
  wrong: [],
  later: 0,
  tooMany: undefined,
  seatsLeft: undefined,
};

test('what was probably meant is what the button beside it puts in', () => {
  const modal = previewModal(preview, [{ row, likely: 'ana@example.com' }]);

  expect(JSON.parse(buttonValue(modal, 'Use this'))).toEqual({
    id: draft.id,
    position: 3,
    email: 'ana@example.com',
  });
});
