import { saveAvatar, saveDisplayName } from '../../members/api.ts';
import { type Member, ownEntry } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { type DisplayNameProblem, parseDisplayName } from '../../shared/display-name.ts';
import { done, type Outcome } from '../../shared/outcome.ts';
import { saveAuditEntry } from '../../workspaces/api.ts';
import { makeAvatar } from '../avatar-picture.ts';
import type { AvatarProblem } from '../rules.ts';

/** Changes how others see a member. */
export async function renameMember(
  database: Database,
  member: Member,
  typed: string,
): Promise<Outcome<string, DisplayNameProblem>> {
  const name = parseDisplayName(typed);
  if (name.ok && name.value !== member.displayName) {
    const changed = ownEntry(member, 'name_changed', { was: member.displayName, now: name.value });
    await database.transaction(async (tx) => {
      await saveDisplayName(tx, member, name.value);
      saveAuditEntry(tx, member.workspaceId, changed);
    });
  }
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
  await database.transaction(async (tx) => {
    await saveAvatar(tx, member, webp.value);
    saveAuditEntry(tx, member.workspaceId, ownEntry(member, 'picture_changed'));
  });
  return done(undefined);
}

/** Takes a member's picture away. */
export async function removeAvatar(database: Database, member: Member): Promise<void> {
  await database.transaction(async (tx) => {
    if (!(await saveAvatar(tx, member, undefined))) return;
    saveAuditEntry(tx, member.workspaceId, ownEntry(member, 'picture_removed'));
  });
}
