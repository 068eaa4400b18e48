import {
  findAccountOfToken,
  type NewPasswordProblem,
  readNewPassword,
  replacePasswordHash,
} from '../../members/api.ts';
import { type Account, ownEntry } from '../../members/rules.ts';
import { hashPassword, isPassword } from '../../platform/crypto/password-hash.ts';
import { countAct, forgiveActs } from '../../platform/database/rate-limit.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import {
  type AskingBrowser,
  countFailure,
  endAllSessions,
  forgetSentLinks,
  knownBrowser,
  openSession,
  type SignInDeps,
  type SignInDone,
  tellOwner,
} from '../../sign-in/api.ts';
import { mayForgetPassword, passwordByMember, type SignedIn } from '../../sign-in/rules.ts';
import { saveAuditEntry } from '../../workspaces/api.ts';

export type ChangePasswordRefusal =
  /** Without a password only who has just signed in is known to be who they are. */
  | { readonly kind: 'wrong_current' | 'not_fresh' }
  | { readonly kind: 'new'; readonly problem: NewPasswordProblem }
  | { readonly kind: 'too_many'; readonly waitMs: number };

/**
 * Changes a member's password when they know the current one or signed in just now, having none or by an admin's link.
 * Ends all their sessions and gives a new one to this browser.
 */
export async function changePassword(
  deps: SignInDeps,
  signedIn: SignedIn,
  typed: { current: string; wanted: string },
  browser: AskingBrowser,
): Promise<Outcome<SignInDone, ChangePasswordRefusal>> {
  const { member, workspace } = signedIn;
  const whose = { workspaceId: workspace.id, memberId: member.id };
  const { account, waitMs } = await deps.database.run(async (tx) => ({
    account: await findAccountOfToken(tx, member.id),
    waitMs: await countAct(tx, passwordByMember, member.id),
  }));
  if (waitMs > 0) return refused({ kind: 'too_many', waitMs });
  if (!account) return refused({ kind: 'wrong_current' });
  const proved = await provesOneself(account, typed.current, signedIn);
  if (!proved.ok) {
    if (proved.refusal.kind === 'wrong_current') {
      await deps.database.run((tx) => countFailure(tx, whose, browser));
    }
    return proved;
  }
  // It was no guess, whatever the new one is like.
  const cleared = [{ limit: passwordByMember, subject: member.id }];
  await deps.database.run((tx) => forgiveActs(tx, { cleared }));
  const password = await readNewPassword(typed.wanted, deps.passwordMinLength, {
    email: member.email,
    displayName: member.displayName,
    workspaceName: workspace.name,
  });
  if (!password.ok) return refused({ kind: 'new', problem: password.refusal });
  const passwordHash = await hashPassword(password.value);
  return await deps.database.transaction(async (tx) => {
    // Somebody else changed it in this very moment: then the current one isn't current any more.
    const changed = await replacePasswordHash(tx, account, passwordHash);
    if (!changed) return refused({ kind: 'wrong_current' } as const);
    await forgetSentLinks(tx, { workspaceId: workspace.id, address: account.address });
    await endAllSessions(tx, member);
    await tellOwner(tx, deps, account.member, { change: 'password_changed', browser });
    saveAuditEntry(tx, workspace.id, ownEntry(account.member, 'password_changed'));
    const session = {
      workspaceId: workspace.id,
      memberId: member.id,
      browser,
      way: signedIn.way,
      // A password is less than they came in with: it makes no sign-in by more than that a new one.
      ...(signedIn.way !== 'password' && { signedInAt: signedIn.signedInAt }),
      isNoted: true,
    };
    const kept = knownBrowser(deps.secrets, { ...account, passwordHash }, browser.kept);
    return done({ token: openSession(tx, session), kept });
  });
}

async function provesOneself(
  { passwordHash }: Account,
  typed: string,
  signedIn: SignedIn,
): Promise<Outcome<undefined, { readonly kind: 'wrong_current' | 'not_fresh' }>> {
  if (passwordHash === undefined) {
    return signedIn.isFresh ? done(undefined) : refused({ kind: 'not_fresh' });
  }
  if (mayForgetPassword(signedIn)) return done(undefined);
  const isRight = await isPassword(typed, passwordHash);
  return isRight ? done(undefined) : refused({ kind: 'wrong_current' });
}
