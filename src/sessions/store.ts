import type { Member, Role } from '../members/rules.ts';
import type { Tx } from '../platform/database.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';
import {
  absoluteLimitMs,
  type Browser,
  idleLimitMs,
  lastSeenStepMs,
  type SignedIn,
} from './rules.ts';

/** Opens a session. `id` is the SHA-256 of the browser's token. */
export async function saveSession(
  tx: Tx,
  session: { id: Uint8Array; workspaceId: WorkspaceId; memberId: MemberId; browser: Browser },
): Promise<void> {
  await tx.rows.session.create({
    data: {
      id: new Uint8Array(session.id),
      workspaceId: session.workspaceId,
      memberId: session.memberId,
      userAgent: session.browser.userAgent.slice(0, 300),
      ipAddress: session.browser.ipAddress,
      createdAt: tx.now,
      lastSeenAt: tx.now,
      expiresAt: new Date(tx.now.getTime() + absoluteLimitMs),
    },
  });
}

/** The live session with this id, with its member as they are now; notes that it was used. */
export async function findSession(tx: Tx, id: Uint8Array): Promise<SignedIn | undefined> {
  const row = await tx.rows.session.findFirst({
    where: {
      id: new Uint8Array(id),
      expiresAt: { gt: tx.now },
      lastSeenAt: { gt: new Date(tx.now.getTime() - idleLimitMs) },
      member: { closedAt: null },
    },
    include: { workspace: true, member: { include: { avatar: { select: { memberId: true } } } } },
  });
  if (!row) return undefined;
  if (tx.now.getTime() - row.lastSeenAt.getTime() > lastSeenStepMs) {
    await tx.rows.session.updateMany({ where: { id: row.id }, data: { lastSeenAt: tx.now } });
  }
  const member: Member = {
    id: row.member.id as MemberId,
    workspaceId: row.workspaceId as WorkspaceId,
    email: row.member.email,
    displayName: row.member.displayName,
    role: row.member.role satisfies Role,
    slackUserId: row.member.slackUserId ?? undefined,
    joinedAt: row.member.joinedAt,
    hasAvatar: row.member.avatar !== null,
  };
  const { id: workspaceId, slackTeamId, name } = row.workspace;
  return { member, workspace: { id: workspaceId as WorkspaceId, slackTeamId, name } };
}
