import type { BlockAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { AdminRequester } from '../../members/rules.ts';
import { showAgain } from '../../members/slack/home-tab.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { refusalModal } from '../../shared/blocks.ts';
import type { Invitation } from '../rules.ts';
import { readShown } from '../shown-rules.ts';
import { rowTexts } from '../texts/home.ts';
import { manageRefusalText } from '../texts/refusals.ts';
import { openForRevoking } from '../use-cases/mend.ts';
import type { InvitationRowsDeps } from './deps.ts';

/** Opens a dialog about an open invitation; where there is none any more, one that says so, and Home is shown anew. */
export async function openAbout(
  deps: InvitationRowsDeps,
  args: Parameters<typeof showAgain>[1] & { readonly body: BlockAction },
  requester: AdminRequester,
  value: unknown,
  modal: (invitation: Invitation) => ModalView,
): Promise<void> {
  const { id, email } = readShown(value);
  const found = await openForRevoking(deps, requester, id, email);
  const view = found.ok
    ? modal(found.value)
    : refusalModal(rowTexts.title, manageRefusalText(found.refusal));
  await openModal(args, view);
  if (!found.ok) await showAgain(deps, args, requester);
}
