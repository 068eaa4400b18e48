import {
  findAccountOfToken,
  holdAccount,
  type NewPasswordProblem,
  readNewPassword,
  replacePasswordHash,
} from '../../members/api.ts';
import { type Account, type Member, ownEntry } from '../../members/rules.ts';
import { hashPassword } from '../../platform/crypto/password-hash.ts';
import type { Tx } from '../../platform/database/database.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { countFailedSignIn, saveAuditEntry } from '../../workspaces/api.ts';
import { knownBrowser } from '../known-browser.ts';
import type { CodeRefusal } from '../second-step-rules.ts';
import { deleteSecondStep, findSecondStep } from '../second-step-store.ts';
import { linkIdOf } from '../sign-in-link.ts';
import { codeByLink } from '../sign-in-link-rules.ts';
import { findSignInLink, type LiveLink, spendSignInLink } from '../sign-in-link-store.ts';
import { type CodeLimits, countCode, spendCode } from './code.ts';
import type { AskingBrowser, SignInDeps, SignInDone } from './deps.ts';
import { endAllSessions, openSession } from './open.ts';
import { forgetSentLinks } from './reset.ts';
import { forgiveStrangers } from './sign-in-limits.ts';
import { tellOwner } from './tell-owner.ts';

/** Whom a sign-in link lets in, and what it asks for. */
export interface OpenedLink extends Pick<LiveLink, 'linkId' | 'endsSecondStep' | 'expiresAt'> {
  readonly account: Account & { readonly address: string };
  readonly workspaceName: string;
  /** Whether a code is asked for, too. */
  readonly asksForCode: boolean;
  readonly madeBySlackUser: string;
}

/** Looks a sign-in link up; changes nothing: scanners and link previews open every link. */
export async function openLink(deps: SignInDeps, token: string): Promise<OpenedLink | undefined> {
  return await deps.database.run((tx) => lookUp(tx, deps, token));
}

async function lookUp(
  tx: Tx,
  { secrets }: Pick<SignInDeps, 'secrets'>,
  token: string,
): Promise<OpenedLink | undefined> {
  const linkId = linkIdOf(secrets, token);
  const link = linkId && (await findSignInLink(tx, linkId));
  const account = link && (await findAccountOfToken(tx, link.memberId));
  if (!account) return undefined;
  const hasSecondStep = (await findSecondStep(tx, account.member)) !== undefined;
  const { workspaceName } = account;
  return { ...link, account, workspaceName, asksForCode: hasSecondStep && !link.endsSecondStep };
}

/** What is typed on the page behind the link. */
export interface LinkForm {
  readonly code: string;
  /** Empty to keep the one that there is. */
  readonly password: string;
}

/** Why the link lets nobody in. */
export type LinkFailure =
  | { readonly kind: 'ended' }
  | CodeRefusal
  | { readonly kind: 'password'; readonly problem: NewPasswordProblem };

/**
 * Signs in whoever holds a sign-in link, once: with a code where they still have a second step that the link doesn't end.
 * Gives them a new password if they chose one, and ends all of their sessions. Of many at once one gets in.
 */
export async function signInByLink(
  deps: SignInDeps,
  { token, opened }: { token: string; opened: OpenedLink },
  form: LinkForm,
  browser: AskingBrowser,
): Promise<Outcome<SignInDone, LinkFailure>> {
  const passwordHash = await newHash(deps, opened, form.password);
  if (!passwordHash.ok) return refused({ kind: 'password', problem: passwordHash.refusal });
  const limits = { own: { limit: codeByLink, subject: opened.linkId } };
  const waitMs = opened.asksForCode ? await deps.database.run((tx) => countCode(tx, limits)) : 0;
  if (waitMs > 0) return refused({ kind: 'too_many', waitMs });
  const typed = { code: form.code, passwordHash: passwordHash.value, limits };
  const outcome = await deps.database.transaction((tx) => use(tx, deps, token, typed, browser));
  if (!outcome.ok && outcome.refusal.kind === 'wrong') {
    const { workspaceId, email } = opened.account.member;
    const act = 'second_step_failed';
    await deps.database.run((tx) => countFailedSignIn(tx, workspaceId, email, act));
  }
  return outcome;
}

async function newHash(
  { passwordMinLength }: SignInDeps,
  { account: { member }, workspaceName }: OpenedLink,
  typed: string,
): Promise<Outcome<string | undefined, NewPasswordProblem>> {
  if (typed === '') return done(undefined);
  const { email, displayName } = member;
  const personal = { email, displayName, workspaceName };
  const password = await readNewPassword(typed, passwordMinLength, personal);
  return password.ok ? done(await hashPassword(password.value)) : password;
}

async function use(
  tx: Tx,
  deps: SignInDeps,
  token: string,
  typed: { code: string; passwordHash: string | undefined; limits: CodeLimits },
  browser: AskingBrowser,
): Promise<Outcome<SignInDone, LinkFailure>> {
  const before = await lookUp(tx, deps, token);
  const isHeld = before && (await holdAccount(tx, before.account.member));
  // Anew: it may have been used while this waited.
  const opened = isHeld ? await lookUp(tx, deps, token) : undefined;
  if (!opened) return refused({ kind: 'ended' });
  const { account, linkId } = opened;
  const { member, address } = account;
  const { code, limits } = typed;
  if (
    opened.asksForCode &&
    !(await spendCode(tx, deps, member, { typed: code, browser, limits }))
  ) {
    return refused({ kind: 'wrong' });
  }
  if (!(await spendSignInLink(tx, linkId))) return refused({ kind: 'ended' });
  const passwordHash = typed.passwordHash ?? account.passwordHash;
  if (typed.passwordHash !== undefined) {
    await replacePasswordHash(tx, account, typed.passwordHash);
    await forgetSentLinks(tx, { workspaceId: member.workspaceId, address });
    await note(tx, deps, member, 'password_changed', browser);
  }
  if (opened.endsSecondStep && (await deleteSecondStep(tx, member))) {
    await note(tx, deps, member, 'second_step_off', browser);
  }
  await endAllSessions(tx, member);
  await note(tx, deps, member, 'sign_in_link_used', browser);
  const { workspaceId, id: memberId } = member;
  await forgiveStrangers(tx, { workspace: workspaceId, address, ipAddress: browser.ipAddress });
  const { replaces } = browser;
  const session = openSession(tx, { workspaceId, memberId, browser, way: 'link', replaces });
  const kept = knownBrowser(deps.secrets, { member, address, passwordHash }, browser.kept);
  return done({ token: session, kept });
}

async function note(
  tx: Tx,
  deps: SignInDeps,
  member: Member,
  change: 'password_changed' | 'second_step_off' | 'sign_in_link_used',
  browser: AskingBrowser,
): Promise<void> {
  const why = change === 'second_step_off' ? { why: 'link' } : {};
  saveAuditEntry(tx, member.workspaceId, ownEntry(member, change, why));
  await tellOwner(tx, deps, member, { change, browser });
}
