import { findAccountOfToken, lockAccount } from '../../members/api.ts';
import type { Account } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { after } from '../../shared/clock.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { countFailedSignIn } from '../../workspaces/api.ts';
import { countFailure } from '../event-store.ts';
import { type FirstWay, halfWayToken, isHalfWay, readHalfWay } from '../half-way.ts';
import type { Browser } from '../rules.ts';
import { type CodeRefusal, halfWayMs, wayWithCode } from '../second-step-rules.ts';
import { findSecondStep } from '../second-step-store.ts';
import { countCode, limitsAtSignIn, spendCode } from './code.ts';
import type { AskingBrowser, HalfWayDone, SignInDeps, SignInDone } from './deps.ts';
import { letIn } from './let-in.ts';

/** What whoever typed the right password, or used a link, gets in place of a session; undefined when the account has no second step. */
export async function halfWayOf(
  tx: Tx,
  { secrets }: Pick<SignInDeps, 'secrets'>,
  { member, passwordHash }: Account,
  { userAgent }: Pick<Browser, 'userAgent'>,
  way: FirstWay = 'password',
): Promise<HalfWayDone | undefined> {
  const step = await findSecondStep(tx, member);
  if (!step) return undefined;
  const about = { passwordHash, madeAt: step.madeAt, userAgent };
  const ends = { memberId: member.id, endsAt: after(tx.now, halfWayMs), way };
  return { halfWay: halfWayToken(secrets, ends, about) };
}

/** Whether a browser is half way in: its password was right, not long ago, and still is. */
export async function isOnItsWay(
  deps: SignInDeps,
  token: string | undefined,
  browser: Browser,
): Promise<boolean> {
  return await deps.database.run(
    async (tx) => (await accountOnItsWay(tx, deps, token, browser)) !== undefined,
  );
}

async function accountOnItsWay(
  tx: Tx,
  { secrets }: SignInDeps,
  token: string | undefined,
  { userAgent }: Browser,
): Promise<(Account & { address: string; first: FirstWay }) | undefined> {
  const read = token === undefined ? undefined : readHalfWay(token);
  const account = read && (await findAccountOfToken(tx, read.memberId));
  const step = account && (await findSecondStep(tx, account.member));
  if (!step || read.endsAt <= tx.now) return undefined;
  const { passwordHash } = account;
  const { madeAt } = step;
  return isHalfWay(secrets, read, { passwordHash, madeAt, userAgent })
    ? { ...account, first: read.way }
    : undefined;
}

/**
 * Signs a browser in that is half way, with a code. `gone` when it isn't half way any more. Wrong codes are counted by
 * account; those by strangers don't count against browsers that know it.
 */
export async function signInWithCode(
  deps: SignInDeps,
  token: string | undefined,
  typed: string,
  browser: AskingBrowser,
): Promise<Outcome<SignInDone, CodeRefusal | { readonly kind: 'gone' }>> {
  const found = await deps.database.run(async (tx) => {
    const account = await accountOnItsWay(tx, deps, token, browser);
    if (!account) return undefined;
    const limits = limitsAtSignIn(deps, account, browser);
    return { account, limits, waitMs: await countCode(tx, limits) };
  });
  if (!found) return refused({ kind: 'gone' });
  const { account, limits, waitMs } = found;
  if (waitMs > 0) return refused({ kind: 'too_many', waitMs });
  const { member } = account;
  const { workspaceId, id: memberId } = member;
  const session = await deps.database.transaction(async (tx) => {
    if (!(await lockAccount(tx, account))) return 'gone';
    if (!(await spendCode(tx, deps, member, { typed, browser, limits }))) return 'wrong';
    return await letIn(tx, deps, account, wayWithCode(account.first), browser);
  });
  if (session === 'wrong') {
    const act = 'second_step_failed';
    await deps.database.run(async (tx) => {
      await countFailedSignIn(tx, workspaceId, member.email, act);
      await countFailure(tx, { workspaceId, memberId }, browser);
    });
  }
  if (typeof session === 'string') return refused({ kind: session });
  return done(session);
}
