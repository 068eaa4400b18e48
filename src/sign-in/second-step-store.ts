import type { Member } from '../members/rules.ts';
import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';
import type { SecondStepFor } from '../workspaces/rules.ts';
import { asksFor, type SecondStepState } from './second-step-rules.ts';

type Whose = Pick<Member, 'workspaceId' | 'id'>;

/** What is kept of a second step. */
export interface KeptSecondStep {
  /** Encrypted. */
  readonly secret: Uint8Array;
  readonly madeAt: Date;
}

/** The member's second step, if they have one. */
export async function findSecondStep(
  tx: Tx,
  { workspaceId, id }: Whose,
): Promise<KeptSecondStep | undefined> {
  const where = { memberId: id, workspaceId };
  return (await tx.db.secondStep.findUnique({ where })) ?? undefined;
}

/** A second step with whose it is. */
export interface OwnedSecondStep extends KeptSecondStep, Whose {}

/** Up to `max` second steps of whomever, in the order of their owners' ids, from behind one of these. */
export async function listSecondSteps(
  tx: Tx,
  { after, max }: { readonly after: MemberId | undefined; readonly max: number },
): Promise<OwnedSecondStep[]> {
  const rows = await tx.db.secondStep.findMany({
    ...(after !== undefined && { where: { memberId: { gt: after } } }),
    orderBy: { memberId: 'asc' },
    take: max,
  });
  return rows.map(({ memberId, workspaceId, secret, madeAt }) => ({
    id: memberId as MemberId,
    workspaceId: workspaceId as WorkspaceId,
    secret,
    madeAt,
  }));
}

/** How a member's second step stands, and whether one is asked of them. */
export async function findSecondStepState(
  tx: Tx,
  { workspaceId, id, role }: Pick<Member, 'workspaceId' | 'id' | 'role'>,
): Promise<SecondStepState> {
  const [row] = await tx.query<{ asked: SecondStepFor; madeAt: Date | null; left: number }>(
    Prisma.sql`
      SELECT w.second_step::text AS asked, s.made_at AS "madeAt",
        (SELECT count(*)::int FROM recovery_codes c WHERE c.member_id = ${id}::uuid) AS left
      FROM workspaces w
      LEFT JOIN second_steps s ON s.workspace_id = w.id AND s.member_id = ${id}::uuid
      WHERE w.id = ${workspaceId}::uuid`,
  );
  return {
    madeAt: row?.madeAt ?? undefined,
    codesLeft: row?.left ?? 0,
    isAsked: asksFor(row?.asked ?? 'optional', role),
  };
}

/** Writes a member's second step, over the one that they had. */
export async function saveSecondStep(
  tx: Tx,
  { workspaceId, id }: Whose,
  { secret, lastStep }: { readonly secret: Uint8Array; readonly lastStep: number },
): Promise<void> {
  const kept = { secret: new Uint8Array(secret), lastStep, madeAt: tx.now };
  await tx.db.secondStep.upsert({
    where: { memberId: id, workspaceId },
    create: { memberId: id, workspaceId, ...kept },
    update: kept,
  });
}

/**
 * Uses the code of this half minute up, of the second step that was read. False when it, or one after it, was used before:
 * of many at once one does.
 */
export async function advanceStep(
  tx: Tx,
  { workspaceId, id }: Whose,
  { madeAt, step }: { readonly madeAt: Date; readonly step: number },
): Promise<boolean> {
  const { count } = await tx.db.secondStep.updateMany({
    where: { memberId: id, workspaceId, madeAt, lastStep: { lt: step } },
    data: { lastStep: step },
  });
  return count > 0;
}

/** Writes the secret as the newest APP_SECRET seals it. */
export async function saveSealedAnew(
  tx: Tx,
  { workspaceId, id }: Whose,
  { madeAt, secret }: KeptSecondStep,
): Promise<void> {
  await tx.db.secondStep.updateMany({
    where: { memberId: id, workspaceId, madeAt },
    data: { secret: new Uint8Array(secret) },
  });
}

/** Gives a member these recovery codes in place of all others. */
export async function saveRecoveryCodes(
  tx: Tx,
  { workspaceId, id }: Whose,
  hashes: readonly Uint8Array[],
): Promise<void> {
  await tx.db.recoveryCode.deleteMany({ where: { memberId: id, workspaceId } });
  const data = hashes.map((hash) => ({ memberId: id, workspaceId, hash: new Uint8Array(hash) }));
  await tx.db.recoveryCode.createMany({ data });
}

/** Uses a recovery code up; false when there is none with this hash. Of many at once one does. */
export async function spendRecoveryCode(
  tx: Tx,
  { workspaceId, id }: Whose,
  hash: Uint8Array,
): Promise<boolean> {
  const { count } = await tx.db.recoveryCode.deleteMany({
    where: { memberId: id, workspaceId, hash: new Uint8Array(hash) },
  });
  return count > 0;
}

/** Deletes a member's second step with its recovery codes; false when there was none. */
export async function deleteSecondStep(tx: Tx, { workspaceId, id }: Whose): Promise<boolean> {
  const where = { memberId: id, workspaceId };
  await tx.db.recoveryCode.deleteMany({ where });
  return (await tx.db.secondStep.deleteMany({ where })).count > 0;
}

/** Deletes it if it was set up at this moment or later. */
export async function deleteSecondStepSince(
  tx: Tx,
  { workspaceId, id }: Whose,
  since: Date,
): Promise<void> {
  const where = { memberId: id, workspaceId, madeAt: { gte: since } };
  const { count } = await tx.db.secondStep.deleteMany({ where });
  if (count > 0) await saveRecoveryCodes(tx, { workspaceId, id }, []);
}
