import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';
import type { KnownSharing, PostedLinks, PostedPlace, Sharing } from './rules.ts';

/**
 * Writes that these links were posted in the message; gives the invitations for which that wasn't written before.
 * Of many processes that are told about one message, only one gets each.
 */
export async function claimSharings(
  tx: Tx,
  sharing: Sharing,
  links: readonly PostedLinks[],
): Promise<InvitationId[]> {
  const rows = await tx.db.linkSharing.createManyAndReturn({
    data: links.map((each) => ({ ...sharing, ...each, urls: [...each.urls], at: tx.now })),
    skipDuplicates: true,
  });
  return rows.map((row) => row.invitationId as InvitationId);
}

/** Remembers which message warns about the links of another one. */
export async function saveWarning(tx: Tx, sharing: Sharing, warningTs: string): Promise<void> {
  await tx.db.linkSharing.updateMany({ where: { ...sharing }, data: { warningTs } });
}

/** The links that were posted in a message. */
export async function findSharings(
  tx: Tx,
  workspaceId: WorkspaceId,
  { channel, messageTs }: PostedPlace,
): Promise<KnownSharing[]> {
  const rows = await tx.db.linkSharing.findMany({ where: { workspaceId, channel, messageTs } });
  return rows.map(({ at: _, warningTs, ...row }) => ({
    ...row,
    workspaceId,
    invitationId: row.invitationId as InvitationId,
    warningTs: warningTs ?? undefined,
  }));
}

/** Whose links that can still be used were posted in a message. */
export async function listPostedEmails(
  tx: Tx,
  workspaceId: WorkspaceId,
  { channel, messageTs }: PostedPlace,
): Promise<string[]> {
  const rows = await tx.db.invitation.findMany({
    where: {
      workspaceId,
      acceptedAt: null,
      revokedAt: null,
      sharings: { some: { workspaceId, channel, messageTs } },
    },
    orderBy: { address: 'asc' },
    select: { email: true },
  });
  return rows.map(({ email }) => email);
}

/** Where an invitation's links were posted, up to `max` times, the newest first. */
export async function listPlaces(
  tx: Tx,
  workspaceId: WorkspaceId,
  invitationId: InvitationId,
  max: number,
): Promise<PostedPlace[]> {
  return await tx.db.linkSharing.findMany({
    where: { workspaceId, invitationId },
    orderBy: { at: 'desc' },
    take: max,
    select: { channel: true, messageTs: true },
  });
}

/** Slack tells of a message within minutes; nobody hears of it again after this. */
const keptMs = 30 * 24 * 3_600_000;

/** Deletes up to `max` notes of messages that were warned about long ago. */
export async function purgeOldSharings(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM link_sharings WHERE (workspace_id, channel, message_ts, invitation_id) IN (
      SELECT workspace_id, channel, message_ts, invitation_id FROM link_sharings
      WHERE at < ${after(tx.now, -keptMs)} LIMIT ${max})`);
}
