import { type AvatarProblem, makeAvatar } from '../../platform/avatar-picture.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import type { MemberId, WorkspaceId } from '../../shared/ids.ts';
import { done, type Outcome } from '../../shared/outcome.ts';
import {
  findAccount,
  findAccountOfToken,
  lockAccount,
  replacePasswordHash,
  saveAvatar,
  saveDisplayName,
} from '../account-store.ts';
import { type Account, type DisplayNameProblem, type Member, parseDisplayName } from '../rules.ts';

/** The account with a canonical address, for checking a password. */
export async function accountOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  address: string,
): Promise<Account | undefined> {
  return await findAccount(tx, workspaceId, address);
}

/** The account that a reset token names. */
export async function accountOfToken(
  tx: Tx,
  id: MemberId,
): Promise<(Account & { workspaceName: string; address: string }) | undefined> {
  return await findAccountOfToken(tx, id);
}

/**
 * Makes sure that the member and their password are still as they were read, and stay so until the
 * transaction is over: nobody gets in while being removed.
 */
export async function holdAccount(tx: Tx, { member, passwordHash }: Account): Promise<boolean> {
  return await lockAccount(tx, member, passwordHash);
}

/** Gives the account another password; false when somebody was faster, or the member is gone. */
export async function changePasswordHash(tx: Tx, account: Account, to: string): Promise<boolean> {
  return await replacePasswordHash(tx, account.member, { from: account.passwordHash, to });
}

/** Changes how others see a member. */
export async function renameMember(
  database: Database,
  member: Member,
  typed: string,
): Promise<Outcome<string, DisplayNameProblem>> {
  const name = parseDisplayName(typed);
  if (name.ok) await database.read((tx) => saveDisplayName(tx, member, name.value));
  return name;
}

/** Gives a member another picture. */
export async function changeAvatar(
  database: Database,
  member: Member,
  file: Uint8Array,
): Promise<Outcome<undefined, AvatarProblem>> {
  const webp = await makeAvatar(file);
  if (!webp.ok) return webp;
  await database.read((tx) => saveAvatar(tx, member, webp.value));
  return done(undefined);
}

/** Takes a member's picture away. */
export async function removeAvatar(database: Database, member: Member): Promise<void> {
  await database.read((tx) => saveAvatar(tx, member, undefined));
}
