import { randomUUID } from 'node:crypto';
import type { Member } from '../members/rules.ts';
import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';
import { signInLinkMs } from './sign-in-link-rules.ts';

type Whose = Pick<Member, 'workspaceId' | 'id'>;

/** A link that works at the moment. */
export interface LiveLink {
  readonly linkId: string;
  readonly memberId: MemberId;
  readonly endsSecondStep: boolean;
  readonly madeBySlackUser: string;
  readonly expiresAt: Date;
}

/** Makes a link for a member; the one before ends. Gives its id. */
export async function saveSignInLink(
  tx: Tx,
  { workspaceId, id }: Whose,
  link: { readonly endsSecondStep: boolean; readonly madeBySlackUser: string },
): Promise<string> {
  const made = { ...link, linkId: randomUUID(), expiresAt: after(tx.now, signInLinkMs) };
  await tx.db.signInLink.upsert({
    where: { memberId: id, workspaceId },
    create: { memberId: id, workspaceId, ...made },
    update: made,
  });
  return made.linkId;
}

/** The link with this id, if it works: its member hasn't been removed, and its time isn't over. */
export async function findSignInLink(tx: Tx, linkId: string): Promise<LiveLink | undefined> {
  const where = { linkId, expiresAt: { gt: tx.now }, member: { closedAt: null } };
  return live(await tx.db.signInLink.findFirst({ where }));
}

/** The same of whoever has this address, or is this Slack user. */
export async function findSignInLinkOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  of: { readonly address: string } | { readonly slackUserId: string },
): Promise<LiveLink | undefined> {
  const where = { workspaceId, expiresAt: { gt: tx.now }, member: { closedAt: null, ...of } };
  return live(await tx.db.signInLink.findFirst({ where }));
}

function live(row: (Omit<LiveLink, 'memberId'> & { memberId: string }) | null) {
  return row ? { ...row, memberId: row.memberId as MemberId } : undefined;
}

/** Uses a link up; false when somebody else has, or there is another by now. */
export async function spendSignInLink(tx: Tx, linkId: string): Promise<boolean> {
  return (await tx.db.signInLink.deleteMany({ where: { linkId } })).count > 0;
}

/** Ends the link of whoever loses rights, and those that they made. */
export async function endSignInLinksOf(
  tx: Tx,
  { workspaceId, id, slackUserId }: Member,
): Promise<void> {
  const made = slackUserId === undefined ? [] : [{ madeBySlackUser: slackUserId }];
  await tx.db.signInLink.deleteMany({ where: { workspaceId, OR: [{ memberId: id }, ...made] } });
}

/** Deletes up to `max` links whose time is over. */
export async function purgeSignInLinks(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM sign_in_links WHERE member_id IN (
      SELECT member_id FROM sign_in_links WHERE expires_at <= ${tx.now} LIMIT ${max})`);
}
