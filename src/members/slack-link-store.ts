import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';
import type { Account, Member, WaysIn } from './rules.ts';
import { type MemberColumns, toMember } from './store.ts';

/** Whose a Slack user is because Slack has vouched for them, and what signing in asks about. */
export interface LinkedAccount extends Account {
  /** The canonical one. */
  readonly address: string;
  readonly isDeactivated: boolean;
}

interface LinkedRow extends MemberColumns {
  readonly address: string;
  readonly passwordHash: string | null;
  readonly isDeactivated: boolean;
}

/**
 * The account to which this Slack user signs in, kept from being removed or disconnected until the transaction is over.
 * Who somebody is in Slack by an address that was looked up says nothing here.
 */
export async function lockLinkedAccount(
  tx: Tx,
  workspaceId: WorkspaceId,
  slackUserId: string,
): Promise<LinkedAccount | undefined> {
  const [row] = await tx.query<LinkedRow>(Prisma.sql`
    SELECT id, workspace_id AS "workspaceId", email, address, display_name AS "displayName", role::text AS role,
      password_hash AS "passwordHash", slack_user_id AS "slackUserId", joined_at AS "joinedAt",
      deactivated_at IS NOT NULL AS "isDeactivated"
    FROM members
    WHERE workspace_id = ${workspaceId}::uuid AND slack_user_id = ${slackUserId}
      AND slack_linked_at IS NOT NULL AND closed_at IS NULL
    FOR SHARE`);
  if (!row) return undefined;
  const { address, isDeactivated, passwordHash } = row;
  return {
    member: toMember(row),
    passwordHash: passwordHash ?? undefined,
    address,
    isDeactivated,
  };
}

/** Whether a Slack user is known to be another member than this one (if one is given), whoever said so. */
export async function isSlackUserTaken(
  tx: Tx,
  workspaceId: WorkspaceId,
  slackUserId: string,
  except?: MemberId,
): Promise<boolean> {
  const where = {
    workspaceId,
    slackUserId,
    closedAt: null,
    ...(except && { id: { not: except } }),
  };
  return (await tx.db.member.count({ where })) > 0;
}

/** Has a Slack user sign in to the account, in place of any other; false when there is no account any more. */
export async function saveSlackLink(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
  slackUserId: string,
): Promise<boolean> {
  const { count } = await tx.db.member.updateMany({
    where: { workspaceId, id, closedAt: null },
    data: { slackUserId, slackLinkedAt: tx.now },
  });
  return count > 0;
}

/** Ends that. Who they are in Slack stays known; false when they didn't sign in so. */
export async function removeSlackLink(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
): Promise<boolean> {
  const { count } = await tx.db.member.updateMany({
    where: { workspaceId, id, closedAt: null, slackLinkedAt: { not: null } },
    data: { slackLinkedAt: null },
  });
  return count > 0;
}

/**
 * Ends that if somebody else connected it, at this moment or later; and forgets who that is in Slack: they would be
 * written to there, and act as the member. Who the member is will be looked up again.
 */
export async function forgetSlackUserSince(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
  since: Date,
): Promise<void> {
  await tx.db.member.updateMany({
    where: { workspaceId, id, closedAt: null, slackLinkedAt: { gte: since } },
    data: { slackUserId: null, slackLinkedAt: null },
  });
}

/** How a member gets in now; undefined when there is no account any more. `hold`: nobody changes it until the work is over. */
export async function findWaysIn(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
  { hold = false }: { readonly hold?: boolean } = {},
): Promise<WaysIn | undefined> {
  const [row] = await tx.query<{
    hasPassword: boolean;
    hasPasskey: boolean;
    slackLinkedAt: Date | null;
  }>(Prisma.sql`
    SELECT password_hash IS NOT NULL AS "hasPassword", slack_linked_at AS "slackLinkedAt",
      EXISTS (SELECT 1 FROM passkeys p WHERE p.member_id = members.id AND p.suspended_at IS NULL) AS "hasPasskey"
    FROM members
    WHERE workspace_id = ${workspaceId}::uuid AND id = ${id}::uuid AND closed_at IS NULL
    ${hold ? Prisma.sql`FOR NO KEY UPDATE` : Prisma.empty}`);
  return row && { ...row, slackLinkedAt: row.slackLinkedAt ?? undefined };
}
