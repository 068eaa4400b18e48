import type { Tx, Writes } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';
import type { Account, Member } from './rules.ts';
import { toMember } from './store.ts';

/** The account with this canonical address. */
export async function findAccount(
  tx: Tx,
  workspaceId: WorkspaceId,
  address: string,
): Promise<Account | undefined> {
  const row = await tx.db.member.findFirst({
    where: { workspaceId, address, closedAt: null },
  });
  return row ? { member: toMember(row), passwordHash: row.passwordHash ?? undefined } : undefined;
}

/** The account that a reset token names, with the name of its workspace. For looking tokens up only. */
export async function findAccountOfToken(
  tx: Tx,
  id: MemberId,
): Promise<(Account & { workspaceName: string; address: string }) | undefined> {
  const row = await tx.db.member.findFirst({
    where: { id, closedAt: null },
    include: { workspace: { select: { name: true } } },
  });
  if (!row) return undefined;
  const { address, workspace } = row;
  const passwordHash = row.passwordHash ?? undefined;
  return { member: toMember(row), passwordHash, workspaceName: workspace.name, address };
}

/**
 * Keeps the member from being removed, and their password from being changed, until the transaction is
 * over. False when either has happened since `passwordHash` was read.
 */
export async function lockAccount(
  tx: Tx,
  { member: { workspaceId, id }, passwordHash }: Account,
): Promise<boolean> {
  const rows = await tx.query<unknown>(Prisma.sql`
    SELECT id FROM members
    WHERE workspace_id = ${workspaceId}::uuid AND id = ${id}::uuid
      AND closed_at IS NULL AND password_hash IS NOT DISTINCT FROM ${passwordHash ?? null}::text
    FOR SHARE`);
  return rows.length > 0;
}

/**
 * Writes a new password over the one that was read; false when it isn't that one any more. Whoever was sent a link for it
 * reads what their address gets.
 */
export async function replacePasswordHash(
  tx: Tx,
  { member: { workspaceId, id }, passwordHash }: Account,
  to: string,
  { isByLink = false } = {},
): Promise<boolean> {
  const { count } = await tx.db.member.updateMany({
    where: { workspaceId, id, closedAt: null, passwordHash: passwordHash ?? null },
    data: { passwordHash: to, ...(isByLink && { isEmailProved: true }) },
  });
  return count > 0;
}

/**
 * Holds an account until the transaction is over: whoever is signing in to it has done so then, or finds what was
 * written. False when it is closed.
 */
export async function holdAccount(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
): Promise<boolean> {
  const rows = await tx.query<unknown>(Prisma.sql`
    SELECT id FROM members
    WHERE workspace_id = ${workspaceId}::uuid AND id = ${id}::uuid AND closed_at IS NULL
    FOR NO KEY UPDATE`);
  return rows.length > 0;
}

/** Takes the password of an account away, whatever it is; they get another by a link. When the work is over. */
export function shutPassword(
  tx: Writes,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
): void {
  tx.defer(Prisma.sql`
    UPDATE members SET password_hash = NULL
    WHERE workspace_id = ${workspaceId}::uuid AND id = ${id}::uuid AND closed_at IS NULL`);
}

/** Writes a member's display name. */
export async function saveDisplayName(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
  displayName: string,
): Promise<void> {
  await tx.db.member.updateMany({
    where: { workspaceId, id, closedAt: null },
    data: { displayName, changedAt: tx.now },
  });
}

/** Writes or, with undefined, removes a member's picture; false when there is none to remove. */
export async function saveAvatar(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
  webp: Uint8Array | undefined,
): Promise<boolean> {
  tx.defer(Prisma.sql`
    UPDATE members SET changed_at = ${tx.now}::timestamptz
    WHERE workspace_id = ${workspaceId}::uuid AND id = ${id}::uuid`);
  if (!webp) {
    const where = { memberId: id, member: { workspaceId } };
    return (await tx.db.avatar.deleteMany({ where })).count > 0;
  }
  const picture = { webp: new Uint8Array(webp), updatedAt: tx.now };
  await tx.db.avatar.upsert({
    where: { memberId: id, member: { workspaceId } },
    create: { memberId: id, ...picture },
    update: picture,
  });
  return true;
}
