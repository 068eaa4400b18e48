import type { Actor } from '../members/rules.ts';
import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { Workspace } from '../workspaces/rules.ts';
import type { OwnInvitation } from './rules.ts';
import { undoMs } from './sent-rules.ts';

/**
 * The pending invitation of somebody in Slack who has no account, by the address that Slack tells of them, as for the
 * direct message; to be selected beside something else. Of people of other teams there is none, and none yet where it is
 * new and can still be undone.
 */
export function ownInvitationOf(
  { now }: Tx,
  workspace: Pick<Workspace, 'id' | 'slackTeamId'>,
  { person, member }: Actor,
): Prisma.Sql {
  const isOurs = member === undefined && person.teamId === workspace.slackTeamId;
  const address = isOurs ? (person.address ?? null) : null;
  return Prisma.sql`(
    SELECT json_build_object('id', id, 'generation', generation, 'invitedByName', invited_by_name)
    FROM invitations
    WHERE workspace_id = ${workspace.id}::uuid AND address = ${address}
      AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ${now}
      AND (held_at IS DISTINCT FROM sent_at OR created_at <= ${after(now, -undoMs)}::timestamptz))`;
}

/** The same by itself. */
export async function findOwnInvitation(
  tx: Tx,
  workspace: Workspace,
  actor: Actor,
): Promise<OwnInvitation | undefined> {
  const [row] = await tx.query<{ own: OwnInvitation | null }>(
    Prisma.sql`SELECT ${ownInvitationOf(tx, workspace, actor)} AS own`,
  );
  return row?.own ?? undefined;
}
