import type { Leaver, Loss } from '../members/rules.ts';
import type { Statement, Tx } from '../platform/database/database.ts';
import {
  type Invitation as InvitationRow,
  Prisma,
} from '../platform/database/prisma-client/client.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';
import type { Invitation } from './rules.ts';
import { toInvitation } from './store.ts';

/** Notes that somebody is shown these links; gives how many of them they had not been shown before. */
export async function saveLinkViews(tx: Tx, ...shown: ShownTo): Promise<number> {
  return await tx.execute(insertLinkViews(tx.now, ...shown));
}

type ShownTo = [
  workspaceId: WorkspaceId,
  slackUserId: string,
  links: readonly Pick<Invitation, 'id' | 'generation'>[],
];

/** Writes the same. */
export function insertLinkViews(
  at: Date,
  ...[workspaceId, slackUserId, links]: ShownTo
): Statement {
  return Prisma.sql`
    INSERT INTO link_views AS seen (workspace_id, slack_user_id, invitation_id, generation, at)
    SELECT ${workspaceId}::uuid, ${slackUserId}, id, generation, ${at}::timestamptz
    FROM unnest(${links.map(({ id }) => id)}::uuid[], ${links.map((link) => link.generation)}::int[])
      AS shown (id, generation)
    ON CONFLICT (workspace_id, slack_user_id, invitation_id) DO UPDATE
    SET generation = excluded.generation, at = excluded.at
    WHERE seen.generation <> excluded.generation`;
}

/** Whether somebody was shown the invitation's link as it is now. */
export async function hasSeenLink(
  tx: Tx,
  { workspaceId, id, generation }: Invitation,
  slackUserId: string,
): Promise<boolean> {
  const where = { workspaceId, slackUserId, invitationId: id, generation };
  return (await tx.db.linkView.findFirst({ where, select: { generation: true } })) !== null;
}

const open = Prisma.sql`i.accepted_at IS NULL AND i.revoked_at IS NULL`;

/** Of `i`, whether the leaver sent it, before or since they had an account, and loses it. */
function isSentBy({ id, slackUserId }: Leaver, loss: Loss): Prisma.Sql {
  const byMember =
    id === undefined ? Prisma.sql`FALSE` : Prisma.sql`i.invited_by_member_id = ${id}::uuid`;
  const bySlackUser =
    slackUserId === undefined
      ? Prisma.sql`FALSE`
      : Prisma.sql`i.invited_by_slack_user = ${slackUserId}`;
  const isLost = loss === 'account' ? Prisma.sql`TRUE` : Prisma.sql`i.role = 'admin'`;
  return Prisma.sql`(${byMember} OR ${bySlackUser}) AND ${isLost}`;
}

/** Of `i`, whether the leaver was shown its link as it is now. */
function isSeenBy({ slackUserId }: Leaver): Prisma.Sql {
  return slackUserId === undefined
    ? Prisma.sql`FALSE`
    : // One that is looked up for each: joined, thousands are compared with thousands until the planner has counted them.
      Prisma.sql`i.generation = (
        SELECT v.generation FROM link_views v
        WHERE v.workspace_id = i.workspace_id AND v.slack_user_id = ${slackUserId}
          AND v.invitation_id = i.id)`;
}

/**
 * The Slack users who hold keys that only an admin should: who sent an open invitation as Admin, or were shown the
 * present link of an open one, and have no account as Admin.
 */
export async function listKeyHolders(tx: Tx, workspaceId: WorkspaceId): Promise<string[]> {
  const rows = await tx.query<{ slackUserId: string }>(Prisma.sql`
    SELECT h.slack_user_id AS "slackUserId" FROM (
      SELECT i.invited_by_slack_user AS slack_user_id FROM invitations i
      WHERE i.workspace_id = ${workspaceId}::uuid AND ${open} AND i.role = 'admin'
      UNION
      SELECT v.slack_user_id FROM link_views v
      WHERE v.workspace_id = ${workspaceId}::uuid AND v.generation = (
        SELECT i.generation FROM invitations i WHERE i.id = v.invitation_id AND ${open})
    ) h
    WHERE NOT EXISTS (
      SELECT 1 FROM members m
      WHERE m.workspace_id = ${workspaceId}::uuid AND m.slack_user_id = h.slack_user_id
        AND m.role = 'admin' AND m.closed_at IS NULL)
    ORDER BY 1`);
  return rows.map(({ slackUserId }) => slackUserId);
}

/** How many open invitations somebody sent and loses, and of how many others they were shown the link. */
export async function countKeysOf(
  tx: Tx,
  leaver: Leaver,
  loss: Loss,
): Promise<{ sent: number; seen: number }> {
  const sent = isSentBy(leaver, loss);
  const [row] = await tx.query<{ sent: number; seen: number }>(Prisma.sql`
    SELECT count(*) FILTER (WHERE ${sent})::int AS sent,
      count(*) FILTER (WHERE NOT (${sent}) AND ${isSeenBy(leaver)})::int AS seen
    FROM invitations i WHERE i.workspace_id = ${leaver.workspaceId}::uuid AND ${open}`);
  return row ?? { sent: 0, seen: 0 };
}

/** Revokes what somebody sent and loses; gives how many. */
export async function revokeSentBy(tx: Tx, leaver: Leaver, loss: Loss): Promise<number> {
  return await tx.execute(Prisma.sql`
    UPDATE invitations i SET revoked_at = ${tx.now}
    WHERE i.workspace_id = ${leaver.workspaceId}::uuid AND ${open} AND ${isSentBy(leaver, loss)}`);
}

/** Kills the links that somebody was shown, of open invitations; gives these as they are now. */
export async function replaceLinksSeenBy(tx: Tx, leaver: Leaver): Promise<Invitation[]> {
  const ids = await tx.query<{ id: InvitationId }>(Prisma.sql`
    UPDATE invitations i SET generation = i.generation + 1
    WHERE i.workspace_id = ${leaver.workspaceId}::uuid AND ${open} AND ${isSeenBy(leaver)}
    RETURNING i.id::text AS id`);
  if (ids.length === 0) return [];
  const rows: InvitationRow[] = await tx.db.invitation.findMany({
    where: { workspaceId: leaver.workspaceId, id: { in: ids.map(({ id }) => id) } },
    // In the same order everywhere: limits are counted by address.
    orderBy: { address: 'asc' },
  });
  return rows.map(toInvitation);
}
