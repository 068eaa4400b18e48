import { enqueue } from '../../delivery/api.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import {
  findAccount,
  findAccountOfToken,
  type NewPasswordProblem,
  readNewPassword,
  replacePasswordHash,
} from '../../members/api.ts';
import { type Account, ownEntry } from '../../members/rules.ts';
import { hashPassword } from '../../platform/crypto/password-hash.ts';
import type { Tx } from '../../platform/database/database.ts';
import { countAct, forgiveActs, networkOf } from '../../platform/database/rate-limit.ts';
import { after } from '../../shared/clock.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { saveAuditEntry } from '../../workspaces/api.ts';
import { lastDisownedAt } from '../event-store.ts';
import { knownBrowser } from '../known-browser.ts';
import { resetEmail } from '../notices.tsx';
import { isGenuine, readResetToken, resetToken } from '../reset-link.ts';
import {
  isFromBefore,
  resetByAddress,
  resetByDay,
  resetByNetwork,
  resetEmailNotice,
  resetLinkMs,
  resetOneByOne,
} from '../rules.ts';
import { notSentReasons } from '../texts.ts';
import type { AskingBrowser, HalfWayDone, SignInDeps, SignInDone } from './deps.ts';
import { halfWayOf } from './half-way.ts';
import { endAllSessions, openSession } from './open.ts';
import { canonical, chosenWorkspace, type WorkspaceChoice } from './sign-in.ts';
import { forgiveStrangers } from './sign-in-limits.ts';
import { aboutAccount, tellOwner } from './tell-owner.ts';

/**
 * Sends a reset link to an address, if it is a member's. Says nothing about whether it is; only too many
 * requests from one network are refused. Gives how long to wait then, 0 otherwise.
 */
export async function askForReset(
  deps: SignInDeps,
  form: { workspace: WorkspaceChoice; email: string },
  ipAddress: string,
): Promise<number> {
  return await deps.database.transaction(async (tx) => {
    const waitMs = await countAct(tx, resetByNetwork, networkOf(ipAddress));
    if (waitMs > 0) return waitMs;
    const address = canonical(form.email);
    const workspace = await chosenWorkspace(tx, form.workspace);
    const account = workspace && (await findAccount(tx, workspace.id, address));
    const subject = askerKey(workspace?.id ?? '', address);
    if ((await hasWorkingLink(tx, subject)) || !account) return 0;
    enqueue(tx, aboutAccount(account.member, resetEmailNotice));
    return 0;
  });
}

/**
 * Counts that somebody asks for a link to an address. True when there were too many: then the last one was sent
 * less than its life ago, so that whoever reads the mailbox can use it.
 */
async function hasWorkingLink(tx: Tx, subject: string): Promise<boolean> {
  const isMany = (await countAct(tx, resetByDay, subject)) > 0;
  return (await countAct(tx, isMany ? resetOneByOne : resetByAddress, subject)) > 0;
}

function askerKey(workspaceId: string, address: string): string {
  return `${workspaceId}\n${address}`;
}

/**
 * The password is another, and every link that was sent is dead with the old one: whoever asks gets the next. Part of
 * the transaction that changes it. What was sent within the day goes on counting.
 */
export async function forgetSentLinks(
  tx: Tx,
  { workspaceId, address }: { workspaceId: WorkspaceId; address: string },
): Promise<void> {
  const subject = askerKey(workspaceId, address);
  const cleared = [resetByAddress, resetOneByOne].map((limit) => ({ limit, subject }));
  await forgiveActs(tx, { cleared });
}

/** Writes the reset email. Its link ends half an hour after it was asked for, however late it is sent. */
export async function prepareResetEmail(deps: SignInDeps, delivery: Delivery): Promise<Prepared> {
  const endsAt = after(delivery.createdAt, resetLinkMs);
  const { account, workspaceName, now } = await deps.database.run(async (tx) => {
    const found = await findAccount(tx, delivery.workspaceId, canonical(delivery.recipient));
    const named = found && (await findAccountOfToken(tx, found.member.id));
    return { account: found, workspaceName: named?.workspaceName ?? '', now: tx.now };
  });
  if (!account) return { kind: 'cancel', reason: notSentReasons.notAMember };
  if (endsAt <= now) return { kind: 'cancel', reason: notSentReasons.linkOver };
  const link = `${deps.publicUrl}/reset/${resetToken(deps.secrets, account, endsAt)}`;
  const isLocked = delivery.accountEventId !== undefined;
  return { kind: 'email', letter: resetEmail({ workspaceName, link, endsAt, isLocked }) };
}

/** Why a reset link doesn't work: it ended (by time, or because it was used), or it never was one of ours. */
export type DeadReset = 'ended' | 'unknown';

/** Whose password a reset link is for. */
export interface OpenedReset {
  readonly account: Account;
  readonly address: string;
  readonly workspaceName: string;
  readonly endsAt: Date;
}

/** Looks a reset link up; changes nothing. */
export async function openReset(
  deps: SignInDeps,
  token: string,
): Promise<Outcome<OpenedReset, DeadReset>> {
  return await deps.database.run((tx) => lookUp(tx, deps, token));
}

async function lookUp(
  tx: Tx,
  deps: SignInDeps,
  typed: string,
): Promise<Outcome<OpenedReset, DeadReset>> {
  const token = readResetToken(typed);
  if (!token) return refused('unknown');
  const found = await findAccountOfToken(tx, token.memberId);
  // A used link looks like a forged one, as its password is gone; both can only ask for another.
  const isOurs = found && isGenuine(deps.secrets, token, found.passwordHash);
  if (!isOurs || token.endsAt <= tx.now) return refused('ended');
  // Without a password it can be genuine again, or still: whoever locked the account meant those from before, too.
  const lockedAt = await lastDisownedAt(tx, found.member);
  if (lockedAt && isFromBefore(token, lockedAt)) return refused('ended');
  const { address, workspaceName, ...account } = found;
  return done({ account, address, workspaceName, endsAt: token.endsAt });
}

export type ResetFailure =
  | { readonly kind: 'link'; readonly state: DeadReset }
  | {
      readonly kind: 'form';
      readonly problem: NewPasswordProblem;
      readonly opened: OpenedReset;
    };

/**
 * Gives the account a new password, ends every session of it, and signs this browser in: half way where the member has a
 * second step. Once per link.
 */
export async function resetPassword(
  deps: SignInDeps,
  token: string,
  typed: string,
  browser: AskingBrowser,
): Promise<Outcome<SignInDone | HalfWayDone, ResetFailure>> {
  const before = await openReset(deps, token);
  if (!before.ok) return refused({ kind: 'link', state: before.refusal });
  const { account, address, workspaceName } = before.value;
  const { email, displayName, workspaceId, id: memberId } = account.member;
  const personal = { email, displayName, workspaceName };
  const password = await readNewPassword(typed, deps.passwordMinLength, personal);
  if (!password.ok) {
    return refused({ kind: 'form', problem: password.refusal, opened: before.value });
  }
  const passwordHash = await hashPassword(password.value);
  return await deps.database.transaction(async (tx) => {
    const opened = await lookUp(tx, deps, token);
    if (!opened.ok) return refused({ kind: 'link', state: opened.refusal } as const);
    const byLink = { isByLink: true };
    if (!(await replacePasswordHash(tx, opened.value.account, passwordHash, byLink))) {
      return refused({ kind: 'link', state: 'ended' } as const);
    }
    await endAllSessions(tx, account.member);
    const { replaces, ipAddress } = browser;
    await forgiveStrangers(tx, { workspace: workspaceId, address, ipAddress });
    await forgetSentLinks(tx, { workspaceId, address });
    await tellOwner(tx, deps, account.member, { change: 'password_reset', browser });
    saveAuditEntry(tx, workspaceId, ownEntry(account.member, 'password_reset'));
    const known = { ...account, passwordHash, address };
    const halfWay = await halfWayOf(tx, deps, known, browser);
    if (halfWay) return done(halfWay);
    const signedIn = { workspaceId, memberId, browser, way: 'password', isNoted: true } as const;
    const session = openSession(tx, { ...signedIn, replaces });
    const kept = knownBrowser(deps.secrets, known, browser.kept);
    return done({ token: session, kept });
  });
}
