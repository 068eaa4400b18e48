import { saveAvatar, saveDisplayName } from '../../members/api.ts';
import type { Member } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { type DisplayNameProblem, parseDisplayName } from '../../shared/display-name.ts';
import { done, type Outcome } from '../../shared/outcome.ts';
import { makeAvatar } from '../avatar-picture.ts';
import type { AvatarProblem } from '../rules.ts';

/** Changes how others see a member. */
export async function renameMember(
  database: Database,
  member: Member,
  typed: string,
): Promise<Outcome<string, DisplayNameProblem>> {
  const name = parseDisplayName(typed);
  if (name.ok) await database.run((tx) => saveDisplayName(tx, member, name.value));
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
  await database.run((tx) => saveAvatar(tx, member, webp.value));
  return done(undefined);
}

/** Takes a member's picture away. */
export async function removeAvatar(database: Database, member: Member): Promise<void> {
  await database.run((tx) => saveAvatar(tx, member, undefined));
}
