import type { Account } from '../../members/rules.ts';
import { accountOf, changePasswordHash, holdAccount } from '../../members/use-cases/account.ts';
import type { Tx } from '../../platform/database.ts';
import { hashPassword, isOutdatedHash, isPassword } from '../../platform/password-hash.ts';
import {
  clearActs,
  countAct,
  networkOf,
  type RateLimit,
  uncountAct,
} from '../../platform/rate-limit.ts';
import { parseEmailAddress } from '../../shared/email-address.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { onlyWorkspace, workspaceById, workspacesNamed } from '../../workspaces/use-cases.ts';
import { isKnownBrowser, knownBrowser } from '../known-browser.ts';
import { type Browser, signInByKnown, signInByNetwork, signInByStrangers } from '../rules.ts';
import type { SessionDeps } from './deps.ts';
import { openSession } from './open.ts';

/** How somebody says which workspace they mean: its id from a link or cookie, or its name. */
export type WorkspaceChoice =
  | { readonly id: WorkspaceId; readonly name?: undefined }
  | { readonly id?: undefined; readonly name: string };

export interface SignInForm {
  readonly workspace: WorkspaceChoice;
  readonly email: string;
  readonly password: string;
}

/** The browser that asks, and what it kept of earlier times. */
export interface AskingBrowser extends Browser {
  /** What {@link knownBrowser} gave it once. */
  readonly kept: string | undefined;
  /** The token of the session that it has; the new one takes its place. */
  readonly replaces: string | undefined;
}

/** What a browser gets that signed in. */
export interface SignInDone {
  readonly token: string;
  readonly kept: string;
}

/** Why somebody isn't signed in. Unknown workspace, unknown address and wrong password are one answer. */
export type SignInRefusal =
  | { readonly kind: 'wrong' }
  | { readonly kind: 'too_many'; readonly waitMs: number };

/** The workspace that people sign in to without being asked: the chosen one, or the only one there is. */
export async function workspaceToSignInTo(
  deps: SessionDeps,
  chosen: WorkspaceId | undefined,
): Promise<{ workspace: Workspace | undefined; isOnlyOne: boolean }> {
  return await deps.database.read(async (tx) => {
    const only = await onlyWorkspace(tx);
    if (only || !chosen) return { workspace: only, isOnlyOne: Boolean(only) };
    return { workspace: await workspaceById(tx, chosen), isOnlyOne: false };
  });
}

/**
 * Signs a browser in. Takes the same time whether the account exists or not. Failed tries are counted by
 * network and by account; those by strangers don't count against browsers that know the account.
 */
export async function signIn(
  deps: SessionDeps,
  form: SignInForm,
  browser: AskingBrowser,
): Promise<Outcome<SignInDone, SignInRefusal>> {
  const address = canonical(form.email);
  const { found, limits } = await deps.database.read(async (tx) => {
    const workspaces = await chosenWorkspaces(tx, form.workspace);
    const accounts = workspaces.map(({ id }) => accountOf(tx, id, address));
    return {
      found: (await Promise.all(accounts)).filter((account) => account !== undefined),
      limits: limitsOf(deps, workspaces, form.workspace, address, browser),
    };
  });
  const waitMs = await deps.database.read((tx) => countTry(tx, limits));
  if (waitMs > 0) return refused({ kind: 'too_many', waitMs });
  const account = await matchingAccount(found, form.password);
  if (!account) return refused({ kind: 'wrong' });
  const { workspaceId, id: memberId } = account.member;
  const signedIn = await deps.database.transaction<Outcome<SignInDone, SignInRefusal>>(
    async (tx) => {
      if (!(await holdAccount(tx, account))) return refused({ kind: 'wrong' });
      const { network, account: byAccount } = limits;
      await uncountAct(tx, network.limit, network.doer);
      await clearActs(tx, byAccount.limit, byAccount.doer);
      const { replaces } = browser;
      const token = await openSession(tx, { workspaceId, memberId, browser, replaces });
      return done({ token, kept: knownBrowser(deps.secrets, workspaceId, address) });
    },
  );
  if (signedIn.ok && isOutdatedHash(account.passwordHash)) {
    await hashAnew(deps, account, form.password);
  }
  return signedIn;
}

/** Only now is the password there to be hashed as costly as it would be today. */
async function hashAnew({ database }: SessionDeps, account: Account, typed: string): Promise<void> {
  const passwordHash = await hashPassword(typed.normalize('NFKC'));
  await database.read((tx) => changePasswordHash(tx, account, passwordHash));
}

/** The workspaces that may be meant. Mostly one; several when teams chose the same name. */
export async function chosenWorkspaces(tx: Tx, choice: WorkspaceChoice): Promise<Workspace[]> {
  if (choice.id !== undefined) {
    const workspace = await workspaceById(tx, choice.id);
    return workspace ? [workspace] : [];
  }
  return await workspacesNamed(tx, choice.name);
}

/** The address as it is compared; what can't be one belongs to nobody. */
export function canonical(typed: string): string {
  const email = parseEmailAddress(typed);
  return email.ok ? email.value.address : typed.trim().toLowerCase().slice(0, 300);
}

interface Counted {
  readonly limit: RateLimit;
  readonly doer: string;
}

function limitsOf(
  deps: SessionDeps,
  workspaces: readonly Workspace[],
  choice: WorkspaceChoice,
  address: string,
  browser: AskingBrowser,
): { network: Counted; account: Counted } {
  const isKnown = workspaces.some(({ id }) =>
    isKnownBrowser(deps.secrets, browser.kept, id, address),
  );
  const meant = workspaces[0]?.id ?? choice.name ?? choice.id;
  const doer = isKnown ? `${browser.kept}` : `${meant}\n${address}`;
  return {
    network: { limit: signInByNetwork, doer: networkOf(browser.ipAddress) },
    account: { limit: isKnown ? signInByKnown : signInByStrangers, doer },
  };
}

/** Counts before anything is compared, so that many tries at once don't slip through. */
async function countTry(
  tx: Tx,
  { network, account }: { network: Counted; account: Counted },
): Promise<number> {
  const byNetwork = await countAct(tx, network.limit, network.doer);
  if (byNetwork > 0) return byNetwork;
  return await countAct(tx, account.limit, account.doer);
}

async function matchingAccount(
  accounts: readonly Account[],
  password: string,
): Promise<Account | undefined> {
  if (accounts.length === 0) await isPassword(password, undefined);
  for (const account of accounts) {
    if (await isPassword(password, account.passwordHash)) return account;
  }
  return undefined;
}
