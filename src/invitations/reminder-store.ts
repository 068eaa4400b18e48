import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';
import { ofNewestEmail } from './undelivered-store.ts';
import { remindBeforeMs } from './validity-rules.ts';

/** An invitation whose reminder is due. */
export interface DueReminder {
  readonly id: InvitationId;
  readonly workspaceId: WorkspaceId;
  readonly email: string;
  readonly address: string;
  /** Whether the team wants reminders. */
  readonly isWanted: boolean;
  /** Whether the email with the link could not be delivered, so that another one couldn't, either. */
  readonly isUndelivered: boolean;
}

/**
 * Takes up to `max` open invitations whose end is near, each once for every time that it was sent: of several processes
 * each takes others. Whose link works for less than four days was invited just before.
 * An index holds just those that are left (see the migration reminders), so it must be asked in its words.
 */
export async function takeDueReminders(tx: Tx, max: number): Promise<DueReminder[]> {
  return await tx.query<DueReminder>(Prisma.sql`
    UPDATE invitations i SET reminded_at = ${tx.now}::timestamptz FROM workspaces w
    WHERE w.id = i.workspace_id AND i.id = ANY(ARRAY(
      SELECT id FROM invitations
      WHERE accepted_at IS NULL AND revoked_at IS NULL AND (reminded_at IS NULL OR reminded_at < sent_at)
        AND expires_at - sent_at >= interval '96 hours'
        AND expires_at > ${tx.now}::timestamptz
        AND expires_at <= ${after(tx.now, remindBeforeMs)}::timestamptz
      ORDER BY expires_at LIMIT ${max} FOR UPDATE SKIP LOCKED))
    RETURNING i.id, i.workspace_id AS "workspaceId", i.email, i.address, w.reminders AS "isWanted",
      COALESCE(${ofNewestEmail(Prisma.sql`d.state = 'failed'`)}, FALSE) AS "isUndelivered"`);
}
