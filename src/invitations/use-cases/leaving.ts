import type { InvitationsOfLeavers } from '../../members/api.ts';
import type { Ended, Leaver, Loss } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { isDomainAllowed, type Workspace } from '../../workspaces/rules.ts';
import {
  countKeysOf,
  listKeyHolders,
  replaceLinksSeenBy,
  revokeSentBy,
} from '../link-view-store.ts';
import { invitationStatus } from '../rules.ts';
import { saveResentNow } from '../store.ts';
import type { InvitationDeps } from './deps.ts';
import { enqueueInvites } from './enqueue-invites.ts';

/**
 * What ends for whoever is removed, or is no Admin any more: the open invitations that they sent are revoked (of a
 * demoted one those as Admin), and every other link that they were shown is replaced, so that no key stays in the
 * hands of somebody who was let go. The invitees get the new link; see docs/decisions/011.
 */
export function invitationsOfLeavers({
  inviteTtlMs,
}: Pick<InvitationDeps, 'inviteTtlMs'>): InvitationsOfLeavers {
  const end = async (tx: Tx, workspace: Workspace, leaver: Leaver, loss: Loss): Promise<Ended> => {
    const revokedInvitations = await revokeSentBy(tx, leaver, loss);
    const replaced = await replaceLinksSeenBy(tx, leaver);
    // An expired one gets its new link when somebody sends it again.
    const resent = replaced.filter(
      (invitation) =>
        invitationStatus(invitation, tx.now) === 'pending' &&
        isDomainAllowed(workspace.settings, invitation.address),
    );
    // All at once: there may be thousands, and whoever is let go must be.
    if (resent.length > 0) {
      const sent = { at: tx.now, inviteTtlMs };
      await saveResentNow(tx, workspace.id, resent, sent);
      enqueueInvites(tx, workspace.id, resent);
    }
    return { revokedInvitations, replacedLinks: replaced.length };
  };
  return {
    end,
    async endOfSlackAdmins(tx, workspace) {
      const all = { revokedInvitations: 0, replacedLinks: 0 };
      for (const slackUserId of await listKeyHolders(tx, workspace.id)) {
        const leaver = { workspaceId: workspace.id, id: undefined, slackUserId };
        const ended = await end(tx, workspace, leaver, 'admin_role');
        all.revokedInvitations += ended.revokedInvitations;
        all.replacedLinks += ended.replacedLinks;
      }
      return all;
    },
    async foresee(tx, leaver, loss) {
      const { sent, seen } = await countKeysOf(tx, leaver, loss);
      return { revokedInvitations: sent, replacedLinks: seen };
    },
  };
}
