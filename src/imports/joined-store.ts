import { joinedDmNotice } from '../invitations/rules.ts';
import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { ImportId, InvitationId } from '../shared/ids.ts';

/** An invitation of an import that was accepted, as whoever began the import is told of it. */
export interface JoinedOfImport {
  readonly importId: ImportId;
  readonly slackTeamId: string;
  readonly acceptedAt: Date;
  /** When they were last told of somebody of the import. */
  readonly toldAt: Date | undefined;
}

/** Finds it; undefined when the invitation was made otherwise, or by somebody else's import. */
export async function findJoined(
  tx: Tx,
  invitationId: InvitationId,
  slackUserId: string,
): Promise<JoinedOfImport | undefined> {
  const [row] = await tx.query<Omit<JoinedOfImport, 'toldAt'> & { toldAt: Date | null }>(Prisma.sql`
    SELECT m.id AS "importId", w.slack_team_id AS "slackTeamId", i.accepted_at AS "acceptedAt", (
      SELECT max(d.sent_at) FROM import_rows o JOIN deliveries d ON d.invitation_id = o.invitation_id
      WHERE o.import_id = m.id AND d.notice = ${joinedDmNotice} AND d.recipient = ${slackUserId}
        AND d.state = 'sent'
    ) AS "toldAt"
    FROM import_rows r JOIN imports m ON m.id = r.import_id JOIN invitations i ON i.id = r.invitation_id
      JOIN workspaces w ON w.id = m.workspace_id
    WHERE r.invitation_id = ${invitationId}::uuid AND m.slack_user_id = ${slackUserId}
      AND m.sent_at IS NOT NULL AND i.accepted_at IS NOT NULL
    ORDER BY m.sent_at DESC LIMIT 1`);
  return row && { ...row, toldAt: row.toldAt ?? undefined };
}

/** Who of an import has joined since a moment, in their order, but for those of whom the Slack user was told by name. */
export async function listJoined(
  tx: Tx,
  importId: ImportId,
  slackUserId: string,
  since: Date,
): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(Prisma.sql`
    SELECT m.display_name AS name FROM import_rows r
    JOIN members m ON m.invitation_id = r.invitation_id AND m.closed_at IS NULL
    WHERE r.import_id = ${importId}::uuid AND m.joined_at > ${since}::timestamptz AND NOT EXISTS (
      SELECT FROM deliveries d WHERE d.invitation_id = r.invitation_id AND d.notice = ${joinedDmNotice}
        AND d.recipient = ${slackUserId} AND d.state = 'sent')
    ORDER BY m.joined_at, r.position`);
  return rows.map(({ name }) => name);
}
