import type { Statement } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { Invitation } from './rules.ts';

/**
 * Closes the invitation as declined, if its link still works: one statement, so that of several who decline, join or revoke
 * at once one gets it. Returns a row then.
 */
export function claimDecline({ id, workspaceId, generation }: Invitation, now: Date): Statement {
  return Prisma.sql`
    UPDATE invitations SET declined_at = ${now}::timestamptz, revoked_at = ${now}::timestamptz
    WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid AND generation = ${generation}
      AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ${now}::timestamptz
    RETURNING 1`;
}
