import { emailsTo } from '../../delivery/rules.ts';
import type { Admin } from '../../members/api.ts';
import { countInAll } from '../../platform/database/rate-limit.ts';
import { invitesByAdmin, invitesByWorkspace, type TooManyInvites } from '../rules.ts';

/**
 * Counts an invitation that is about to be sent, for the first time or again, to a canonical address. Gives
 * the limit that forbids it; then nothing was counted.
 */
export async function countInvite(
  { tx, workspace: { id: workspaceId }, actor }: Pick<Admin, 'tx' | 'workspace' | 'actor'>,
  address: string,
): Promise<TooManyInvites | undefined> {
  const reached = await countInAll(tx, {
    to_address: emailsTo(workspaceId, 'invitation', address),
    by_admin: { limit: invitesByAdmin, subject: `${workspaceId}\n${actor.person.userId}` },
    by_workspace: { limit: invitesByWorkspace, subject: workspaceId },
  });
  return reached && { tooMany: reached.name, waitMs: reached.waitMs };
}
