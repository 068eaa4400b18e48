import { findWaysIn, holdAccount } from '../../members/api.ts';
import { type Member, ownEntry } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { type DisplayNameProblem, parseDisplayName } from '../../shared/display-name.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { saveAuditEntry } from '../../workspaces/api.ts';
import { hasAnotherWay, type ListedPasskey, maxPasskeys, nameBeside } from '../passkey-rules.ts';
import { deletePasskey, listPasskeys, savePasskey, savePasskeyName } from '../passkey-store.ts';
import type { Browser, SignedIn } from '../rules.ts';
import type { SignInDeps } from './deps.ts';
import {
  type ChallengedBrowser,
  type NoChallenge,
  optionsToCreate,
  type PasskeyOptions,
  readNewPasskey,
  refusedWhereTaken,
} from './passkey-challenges.ts';
import { tellOwner } from './tell-owner.ts';

/** How a member signs in. */
export interface ListedWaysIn {
  readonly hasPassword: boolean;
  readonly passkeys: readonly ListedPasskey[];
}

/** A member's passkeys, and whether they have a password, too. */
export async function waysInOf(database: Database, member: Member): Promise<ListedWaysIn> {
  return await database.run(async (tx) => {
    const ways = await findWaysIn(tx, member);
    const passkeys = await listPasskeys(tx, member);
    return { hasPassword: ways?.hasPassword ?? false, passkeys };
  });
}

/** Gives a member's browser what it asks for one more passkey with. */
export async function optionsToAdd(
  deps: SignInDeps,
  { member, workspace }: SignedIn,
  browser: ChallengedBrowser,
): Promise<Outcome<PasskeyOptions, NoChallenge>> {
  const { id: memberId, email, displayName } = member;
  const owner = { memberId, email, displayName, workspaceName: workspace.name };
  return await deps.database.run(async (tx) => {
    const known = await listPasskeys(tx, member);
    const asked = { purpose: 'add', subjectId: memberId, owner, known } as const;
    return await optionsToCreate(tx, deps, asked, browser);
  });
}

/** Adds the passkey that a member's browser made. */
export async function addPasskey(
  deps: SignInDeps,
  member: Member,
  typed: string,
  browser: ChallengedBrowser,
): Promise<Outcome<undefined, 'passkey' | 'too_many'>> {
  const aim = { purpose: 'add', subjectId: member.id } as const;
  const made = await readNewPasskey(deps, typed, aim, browser);
  if (!made.ok) return made;
  const adding = deps.database.transaction(async (tx) => {
    if (!(await holdAccount(tx, member))) return refused('passkey' as const);
    const own = await listPasskeys(tx, member);
    if (own.length >= maxPasskeys) return refused('too_many' as const);
    const name = nameBeside(own, made.value.name);
    savePasskey(tx, member, { ...made.value, name });
    await tellOwner(tx, deps, member, { change: 'passkey_added', browser });
    saveAuditEntry(tx, member.workspaceId, ownEntry(member, 'passkey_added'));
    return done(undefined);
  });
  return await adding.catch(refusedWhereTaken);
}

/** Gives one of a member's passkeys another name; one that is gone meanwhile needs none. */
export async function renamePasskey(
  database: Database,
  member: Member,
  { id, typed }: { id: string; typed: string },
): Promise<Outcome<undefined, DisplayNameProblem>> {
  const name = parseDisplayName(typed);
  if (!name.ok) return name;
  await database.run(async (tx) => {
    // The id may be anything that somebody sent.
    const isOwn = (await listPasskeys(tx, member)).some((each) => each.id === id);
    if (isOwn) await savePasskeyName(tx, member, { id, name: name.value });
  });
  return done(undefined);
}

/**
 * Removes one of a member's passkeys, unless it is the last way in that they have. One that is gone already is as they
 * want it.
 */
export async function removePasskey(
  deps: SignInDeps,
  member: Member,
  id: string,
  browser: Browser,
): Promise<Outcome<undefined, 'last_way'>> {
  return await deps.database.transaction(async (tx) => {
    const held = await findWaysIn(tx, member, { hold: true });
    const own = held ? await listPasskeys(tx, member) : [];
    const passkey = own.find((each) => each.id === id);
    if (!held || !passkey) return done(undefined);
    const isNeeded = !passkey.isSuspended && !hasAnotherWay(held, own, id);
    if (isNeeded) return refused('last_way' as const);
    await deletePasskey(tx, member, id);
    await tellOwner(tx, deps, member, { change: 'passkey_removed', browser });
    saveAuditEntry(tx, member.workspaceId, ownEntry(member, 'passkey_removed'));
    return done(undefined);
  });
}
