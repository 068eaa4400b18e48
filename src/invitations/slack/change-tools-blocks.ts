import type { ModalView } from '@slack/types';
import { plain, section } from '../../shared/blocks.ts';
import type { GivableTools } from '../../tools/given-rules.ts';
import { toolsField } from '../../tools/slack/tools-field.ts';
import type { Invitation } from '../rules.ts';
import { rowTexts } from '../texts/home.ts';
import { toolsDialogTexts as texts } from '../texts/mend.ts';

export const changeToolsButton = 'invitations.change_tools';
export const changeToolsCallback = 'invitations.tools_modal';

/** The dialog in which it is chosen what an invitee gets. */
export function changeToolsModal(
  { id, email, toolIds }: Invitation,
  tools: GivableTools,
): ModalView {
  return {
    type: 'modal',
    callback_id: changeToolsCallback,
    private_metadata: JSON.stringify({ invitationId: id, email }),
    title: plain(texts.title, 24),
    submit: plain(texts.submit, 24),
    close: plain(rowTexts.cancel, 24),
    blocks: [section(plain(texts.what(email))), ...toolsField(tools, toolIds)],
  };
}
