import type { Tx } from '../platform/database/database.ts';
import type { Erased } from './rules.ts';
import { formerMemberName } from './rules.ts';

/**
 * Empties the closed account of somebody who has left. What stays of it says nothing about them but their Slack user, and
 * that there was an account: whom an admin demoted is no admin by being one in Slack afterwards.
 */
export async function eraseMember(tx: Tx, { workspaceId, id }: Erased): Promise<void> {
  await tx.db.avatar.deleteMany({ where: { memberId: id, member: { workspaceId } } });
  await tx.db.member.update({
    where: { id, workspaceId },
    data: {
      email: '',
      address: '',
      displayName: formerMemberName,
      locale: null,
      timeZone: null,
      passwordHash: null,
      slackLinkedAt: null,
      isEmailProved: false,
      deactivatedAt: null,
    },
  });
}
