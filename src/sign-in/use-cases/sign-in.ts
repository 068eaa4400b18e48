import { findAccount, lockAccount, replacePasswordHash } from '../../members/api.ts';
import type { Account, Member } from '../../members/rules.ts';
import { hashPassword, isOutdatedHash, isPassword } from '../../platform/crypto/password-hash.ts';
import type { Tx } from '../../platform/database/database.ts';
import { parseEmailAddress } from '../../shared/email-address.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import {
  countFailedSignIn,
  findWorkspaceByDomain,
  findWorkspaceById,
  onlyWorkspace,
} from '../../workspaces/api.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { countFailure } from '../event-store.ts';
import { isKnownBrowser } from '../known-browser.ts';
import type { Browser } from '../rules.ts';
import type { AskingBrowser, HalfWayDone, SignInDeps, SignInDone } from './deps.ts';
import { halfWayOf } from './half-way.ts';
import { letIn } from './let-in.ts';
import { countTry, forgiveTry, type Try } from './sign-in-limits.ts';

/** How somebody says which workspace they mean: its id from a link or cookie, or its domain in Slack. */
export type WorkspaceChoice =
  | { readonly id: WorkspaceId; readonly domain?: undefined }
  /** Empty when what was typed can be no domain. */
  | { readonly id?: undefined; readonly domain: string };

export interface SignInForm {
  readonly workspace: WorkspaceChoice;
  readonly email: string;
  readonly password: string;
}

/** Why somebody isn't signed in. Unknown workspace, unknown address and wrong password are one answer. */
export type SignInRefusal =
  | { readonly kind: 'wrong' }
  | { readonly kind: 'too_many'; readonly waitMs: number };

/** The workspace that people sign in to without being asked: the chosen one, or the only one there is. */
export async function workspaceToSignInTo(
  deps: SignInDeps,
  chosen: WorkspaceId | undefined,
): Promise<{ workspace: Workspace | undefined; isOnlyOne: boolean }> {
  return await deps.database.run(async (tx) => {
    const only = await onlyWorkspace(tx);
    if (only || !chosen) return { workspace: only, isOnlyOne: Boolean(only) };
    return { workspace: await findWorkspaceById(tx, chosen), isOnlyOne: false };
  });
}

/**
 * Signs a browser in, or half way where the member has a second step. Takes the same time whether the account exists or
 * not: one hash, and one look at what the browser kept. Failed tries are counted by network and by account; those by
 * strangers don't count against browsers that know the account.
 */
export async function signIn(
  deps: SignInDeps,
  form: SignInForm,
  browser: AskingBrowser,
): Promise<Outcome<SignInDone | HalfWayDone, SignInRefusal>> {
  const address = canonical(form.email);
  const { workspaceId, account, attempt, waitMs } = await deps.database.run(async (tx) => {
    const workspace = await chosenWorkspace(tx, form.workspace);
    const found = workspace && (await findAccount(tx, workspace.id, address));
    const known = found && { ...found, address };
    const counted: Try = {
      workspace: workspace?.id ?? form.workspace.id ?? form.workspace.domain ?? '',
      address,
      ipAddress: browser.ipAddress,
      isKnown: isKnownBrowser(deps.secrets, browser.kept, known),
    };
    return {
      workspaceId: workspace?.id,
      account: found,
      attempt: counted,
      waitMs: await countTry(tx, counted),
    };
  });
  if (waitMs > 0) return refused({ kind: 'too_many', waitMs });
  const asker = attempt.isKnown ? 'known' : 'stranger';
  const isRight = await isPassword(form.password, account?.passwordHash, asker);
  if (!account || !isRight) {
    if (workspaceId) await noteFailure(deps, { workspaceId, member: account?.member }, browser);
    return refused({ kind: 'wrong' });
  }
  const passwordHash = await hashAnew(deps, account, form.password);
  const known = { ...account, passwordHash, address };
  const signedIn = await letInByPassword(deps, known, attempt, browser);
  return signedIn ? done(signedIn) : refused({ kind: 'wrong' });
}

/** Lets in whoever knew the password; gives undefined where the account is another by now. */
async function letInByPassword(
  deps: SignInDeps,
  account: Account & { readonly address: string },
  attempt: Try,
  browser: AskingBrowser,
): Promise<SignInDone | HalfWayDone | undefined> {
  return await deps.database.transaction(async (tx) => {
    if (!(await lockAccount(tx, account))) return undefined;
    await forgiveTry(tx, attempt);
    // Nobody turns one on meanwhile: the account is held.
    const halfWay = await halfWayOf(tx, deps, account, browser);
    if (halfWay) return halfWay;
    return await letIn(tx, deps, account, 'password', browser, attempt.isKnown);
  });
}

/** A try that failed stands in the record, and among what happened at the account. */
async function noteFailure(
  { database }: SignInDeps,
  { workspaceId, member }: { workspaceId: WorkspaceId; member: Member | undefined },
  browser: Browser,
): Promise<void> {
  await database.run(async (tx) => {
    await countFailedSignIn(tx, workspaceId, member?.email);
    await countFailure(tx, { workspaceId, memberId: member?.id }, browser);
  });
}

/**
 * Only now is the password there to be hashed as costly as it would be today. Gives the hash that the account has
 * afterwards.
 */
async function hashAnew(
  { database }: SignInDeps,
  account: Account,
  typed: string,
): Promise<string | undefined> {
  const { passwordHash: before } = account;
  if (before === undefined || !isOutdatedHash(before)) return before;
  const passwordHash = await hashPassword(typed.normalize('NFKC'));
  const changed = await database.run((tx) => replacePasswordHash(tx, account, passwordHash));
  return changed ? passwordHash : before;
}

/** The workspace that is meant, if there is one. */
export async function chosenWorkspace(
  tx: Tx,
  choice: WorkspaceChoice,
): Promise<Workspace | undefined> {
  if (choice.id !== undefined) return await findWorkspaceById(tx, choice.id);
  return await findWorkspaceByDomain(tx, choice.domain);
}

/** The address as it is compared; what can't be one belongs to nobody. */
export function canonical(typed: string): string {
  const email = parseEmailAddress(typed);
  return email.ok ? email.value.address : '';
}
