import type { Tx } from '../platform/database/database.ts';
import type { InvitationStatus } from './rules.ts';

/** How many invitations there are on this server, by status. */
export async function countByStatus(tx: Tx): Promise<Record<InvitationStatus, number>> {
  const rows = await tx.db.$queryRaw<{ status: InvitationStatus; count: number }[]>`
    SELECT CASE WHEN accepted_at IS NOT NULL THEN 'accepted' WHEN revoked_at IS NOT NULL THEN 'revoked'
        WHEN expires_at > ${tx.now} THEN 'pending' ELSE 'expired' END AS status,
      count(*)::int AS count
    FROM invitations GROUP BY 1`;
  const none = { pending: 0, accepted: 0, expired: 0, revoked: 0 };
  return { ...none, ...Object.fromEntries(rows.map(({ status, count }) => [status, count])) };
}
