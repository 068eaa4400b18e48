import { type Erased, formerMemberName } from '../members/rules.ts';
import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';

/**
 * Deletes how somebody who has left was invited, and which links they were shown; on invitations that they sent, none of
 * which is open any more, they aren't named.
 */
export async function eraseInvitationsOf(
  tx: Tx,
  { workspaceId, id, slackUserId, address }: Erased,
): Promise<void> {
  const own = Prisma.sql`workspace_id = ${workspaceId}::uuid`;
  await tx.execute(Prisma.sql`
    DELETE FROM invitations WHERE ${own} AND address = ${address}
      AND (accepted_at IS NOT NULL OR revoked_at IS NOT NULL)`);
  await tx.execute(Prisma.sql`
    UPDATE invitations SET invited_by_name = ${formerMemberName}, invited_by_email = NULL
    WHERE ${own} AND (invited_by_member_id = ${id}::uuid OR invited_by_slack_user = ${slackUserId ?? null})`);
  await tx.execute(Prisma.sql`
    DELETE FROM link_views WHERE ${own} AND slack_user_id = ${slackUserId ?? null}`);
}
