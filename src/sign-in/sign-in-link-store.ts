import type { Member } from '../members/rules.ts';
import type { Tx, Writes } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';

type Whose = Pick<Member, 'workspaceId' | 'id'>;

/** A link that works. */
export interface SignInLink {
  readonly linkId: string;
  readonly memberId: MemberId;
  readonly endsSecondStep: boolean;
  readonly endsAt: Date;
}

interface Row {
  readonly linkId: string;
  readonly memberId: string;
  readonly endsSecondStep: boolean;
  readonly expiresAt: Date;
}

const toLink = ({ memberId, expiresAt, ...row }: Row): SignInLink => ({
  ...row,
  memberId: memberId as MemberId,
  endsAt: expiresAt,
});

/** Writes a member's link over the one that they had. */
export async function saveSignInLink(
  tx: Tx,
  { workspaceId, id: memberId }: Whose,
  link: Omit<SignInLink, 'memberId'> & { readonly madeBySlackUser: string },
): Promise<void> {
  const { endsAt: expiresAt, ...rest } = link;
  const kept = { ...rest, expiresAt };
  await tx.db.signInLink.upsert({
    where: { memberId, workspaceId },
    create: { memberId, workspaceId, ...kept },
    update: kept,
  });
}

/** The link with this id, unless it is over. For looking tokens up only. */
export async function findSignInLink(tx: Tx, linkId: string): Promise<SignInLink | undefined> {
  const row = await tx.db.signInLink.findFirst({ where: { linkId, expiresAt: { gt: tx.now } } });
  return row ? toLink(row) : undefined;
}

/** The link of whoever has this address or is this Slack user, unless it is over. */
export async function findLinkOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  who: { readonly address: string } | { readonly slackUserId: string },
): Promise<SignInLink | undefined> {
  const row = await tx.db.signInLink.findFirst({
    where: { workspaceId, expiresAt: { gt: tx.now }, member: { ...who, closedAt: null } },
  });
  return row ? toLink(row) : undefined;
}

/** A link that was used just now. */
export interface TakenLink {
  readonly endsSecondStep: boolean;
  /** The name of whoever made it, if they have an account. */
  readonly madeBy: string | undefined;
}

/** Uses a link up; undefined when it is over. One statement, so that of many at once one gets it. */
export async function takeSignInLink(tx: Tx, linkId: string): Promise<TakenLink | undefined> {
  const [row] = await tx.query<{ endsSecondStep: boolean; madeBy: string | null }>(Prisma.sql`
    DELETE FROM sign_in_links l WHERE link_id = ${linkId}::uuid AND expires_at > ${tx.now}
    RETURNING ends_second_step AS "endsSecondStep",
      (SELECT m.display_name FROM members m WHERE m.workspace_id = l.workspace_id
        AND m.slack_user_id = l.made_by_slack_user LIMIT 1) AS "madeBy"`);
  return row && { ...row, madeBy: row.madeBy ?? undefined };
}

/** Ends the link that a member may be waiting for; when the work is over. */
export function endLinkTo(tx: Writes, { workspaceId, id }: Whose): void {
  tx.defer(Prisma.sql`
    DELETE FROM sign_in_links WHERE workspace_id = ${workspaceId}::uuid AND member_id = ${id}::uuid`);
}

/** Ends a member's link, and those that they made for others. */
export async function endSignInLinks(
  tx: Tx,
  { workspaceId, id: memberId, slackUserId }: Pick<Member, 'workspaceId' | 'id' | 'slackUserId'>,
): Promise<{ sessions?: number }> {
  const made = slackUserId === undefined ? [] : [{ madeBySlackUser: slackUserId }];
  await tx.db.signInLink.deleteMany({ where: { workspaceId, OR: [{ memberId }, ...made] } });
  return {};
}

/** Deletes up to `max` links that nobody used in time. */
export async function purgeEndedLinks(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM sign_in_links WHERE member_id IN (
      SELECT member_id FROM sign_in_links WHERE expires_at <= ${tx.now} LIMIT ${max})`);
}
