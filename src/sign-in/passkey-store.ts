import type { Account, Member } from '../members/rules.ts';
import type { Tx, Writes } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';
import type { KnownPasskey, ListedPasskey } from './passkey-rules.ts';

type Owner = Pick<Member, 'workspaceId' | 'id'>;

/** A passkey that was made just now. */
export interface NewPasskey extends KnownPasskey {
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly name: string;
}

/** Adds a passkey, when the work is over; when another has the same id it fails, as {@link isPasskeyTaken} sees. */
export function savePasskey(tx: Writes, { workspaceId, id }: Owner, passkey: NewPasskey): void {
  const { credentialId, publicKey, counter, transports, name } = passkey;
  tx.defer(Prisma.sql`
    INSERT INTO passkeys (id, credential_id, workspace_id, member_id, public_key, counter, transports,
      name, created_at)
    VALUES (gen_random_uuid(), ${new Uint8Array(credentialId)}, ${workspaceId}::uuid, ${id}::uuid,
      ${new Uint8Array(publicKey)}, ${counter}, ${[...transports]}::text[], ${name},
      ${tx.now}::timestamptz)`);
}

/** Whether work failed as another passkey with the same id was saved meanwhile: authenticators choose the ids. */
export function isPasskeyTaken(error: unknown): boolean {
  const { code, constraint } = Object(error) as { code?: unknown; constraint?: unknown };
  return code === '23505' && constraint === 'passkeys_credential_id_key';
}

/** Whether there is a passkey with this id, whoever's it is. */
export async function isPasskeyThere(tx: Tx, credentialId: Uint8Array): Promise<boolean> {
  const found = await tx.db.passkey.findUnique({
    where: { credentialId: new Uint8Array(credentialId) },
    select: { id: true },
  });
  return found !== null;
}

/** A passkey with whose it is. */
export interface FoundPasskey {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly account: Account & { readonly address: string };
}

/** The passkey with this id, of whichever workspace, if its member still is one. */
export async function findPasskey(
  tx: Tx,
  credentialId: Uint8Array,
): Promise<FoundPasskey | undefined> {
  const row = await tx.db.passkey.findFirst({
    where: { credentialId: new Uint8Array(credentialId), member: { closedAt: null } },
    include: { member: true },
  });
  if (!row) return undefined;
  const { id, publicKey, member } = row;
  const { email, displayName, role, slackUserId, joinedAt, passwordHash, address } = member;
  const account = {
    member: {
      id: member.id as MemberId,
      workspaceId: member.workspaceId as WorkspaceId,
      email,
      displayName,
      role,
      slackUserId: slackUserId ?? undefined,
      joinedAt,
    },
    passwordHash: passwordHash ?? undefined,
    address,
  };
  return { id, publicKey, account };
}

/** How often a passkey was used, held until the transaction is over; undefined when it lets nobody in any more. */
export async function holdPasskey(tx: Tx, id: string): Promise<{ counter: number } | undefined> {
  const [row] = await tx.query<{ counter: string }>(Prisma.sql`
    SELECT counter::text AS counter FROM passkeys
    WHERE id = ${id}::uuid AND suspended_at IS NULL FOR UPDATE`);
  return row && { counter: Number(row.counter) };
}

/** Notes that a passkey was used, when the work is over. */
export function notePasskeyUse(tx: Writes, id: string, counter: number): void {
  tx.defer(Prisma.sql`
    UPDATE passkeys SET counter = ${counter}, last_used_at = ${tx.now}::timestamptz
    WHERE id = ${id}::uuid`);
}

/** From now on a passkey lets nobody in; when the work is over. */
export function suspendPasskey(tx: Writes, id: string): void {
  tx.defer(Prisma.sql`
    UPDATE passkeys SET suspended_at = ${tx.now}::timestamptz WHERE id = ${id}::uuid`);
}

/** A member's passkeys, oldest first. */
export async function listPasskeys(
  tx: Tx,
  { workspaceId, id }: Owner,
): Promise<(ListedPasskey & KnownPasskey)[]> {
  const rows = await tx.db.passkey.findMany({
    where: { workspaceId, memberId: id },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ lastUsedAt, suspendedAt, ...row }) => ({
    id: row.id,
    name: row.name,
    credentialId: row.credentialId,
    transports: row.transports,
    createdAt: row.createdAt,
    lastUsedAt: lastUsedAt ?? undefined,
    isSuspended: suspendedAt !== null,
  }));
}

/** Gives one of a member's passkeys another name; false when they have none like that. */
export async function savePasskeyName(
  tx: Tx,
  { workspaceId, id: memberId }: Owner,
  { id, name }: { id: string; name: string },
): Promise<boolean> {
  const { count } = await tx.db.passkey.updateMany({
    where: { id, workspaceId, memberId },
    data: { name },
  });
  return count > 0;
}

/** Deletes one of a member's passkeys. */
export async function deletePasskey(
  tx: Tx,
  { workspaceId, id: memberId }: Owner,
  id: string,
): Promise<void> {
  await tx.db.passkey.deleteMany({ where: { id, workspaceId, memberId } });
}

/** Deletes all of a member's passkeys, when their account is closed. */
export async function deletePasskeysOf(
  tx: Tx,
  { workspaceId, id: memberId }: Owner,
): Promise<void> {
  await tx.db.passkey.deleteMany({ where: { workspaceId, memberId } });
}

/** Deletes those that were added at this moment or later. */
export async function deletePasskeysSince(
  tx: Tx,
  { workspaceId, id: memberId }: Owner,
  since: Date,
): Promise<void> {
  await tx.db.passkey.deleteMany({ where: { workspaceId, memberId, createdAt: { gte: since } } });
}

/** Deletes those that were used at this moment or later. */
export async function deletePasskeysUsedSince(
  tx: Tx,
  { workspaceId, id: memberId }: Owner,
  since: Date,
): Promise<void> {
  await tx.db.passkey.deleteMany({ where: { workspaceId, memberId, lastUsedAt: { gte: since } } });
}
