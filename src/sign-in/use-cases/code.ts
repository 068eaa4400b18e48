import { type Account, type Member, ownEntry } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { type Counted, countInAll, forgiveActs } from '../../platform/database/rate-limit.ts';
import { saveAuditEntry } from '../../workspaces/api.ts';
import { isKnownBrowser } from '../known-browser.ts';
import { readAppCode, stepOfCode } from '../one-time-code.ts';
import { readRecoveryCode, recoveryHash } from '../recovery-code.ts';
import type { Browser } from '../rules.ts';
import {
  codeByKnown,
  codeByMember,
  codeByStrangers,
  codeByStrangersInADay,
} from '../second-step-rules.ts';
import {
  advanceStep,
  findSecondStep,
  findSecondStepState,
  saveSealedAnew,
  spendRecoveryCode,
} from '../second-step-store.ts';
import type { AskingBrowser, SignInDeps } from './deps.ts';
import { tellOwner } from './tell-owner.ts';

/** The purpose of the key that seals the secrets of apps. */
export const secretPurpose = 'second step';

/** Which limits a try counts for: all of them, or none when one is reached. */
export type CodeLimits = Readonly<Record<string, Counted>>;

/** Those of whoever has typed the right password. No stranger's tries count where the account is known. */
export function limitsAtSignIn(
  { secrets }: Pick<SignInDeps, 'secrets'>,
  account: Account & { readonly address: string },
  { kept }: Pick<AskingBrowser, 'kept'>,
): CodeLimits {
  const subject = account.member.id;
  if (isKnownBrowser(secrets, kept, account)) return { own: { limit: codeByKnown, subject } };
  return {
    own: { limit: codeByStrangers, subject },
    day: { limit: codeByStrangersInADay, subject },
  };
}

/** Those of whoever is signed in. */
export function limitsOfMember({ id }: Pick<Member, 'id'>): CodeLimits {
  return { own: { limit: codeByMember, subject: id } };
}

/** Counts before anything is compared, so that many tries at once don't slip through. Gives how long to wait. */
export async function countCode(tx: Tx, limits: CodeLimits): Promise<number> {
  return (await countInAll(tx, limits))?.waitMs ?? 0;
}

/**
 * Uses up a code of the member's app, or a recovery code: each counts once. False when it is wrong or was used. Part of
 * the transaction that does what it is for; whoever used a recovery code is told.
 */
export async function spendCode(
  tx: Tx,
  deps: Pick<SignInDeps, 'secrets' | 'sendsEmail'>,
  member: Member,
  { typed, browser, limits }: { typed: string; browser: Browser; limits: CodeLimits },
): Promise<boolean> {
  const appCode = readAppCode(typed);
  const isRight =
    appCode === undefined
      ? await spendRecovery(tx, deps, member, typed, browser)
      : await spendAppCode(tx, deps, member, appCode);
  if (isRight) await forgiveActs(tx, { cleared: Object.values<Counted>(limits) });
  return isRight;
}

async function spendAppCode(
  tx: Tx,
  { secrets }: Pick<SignInDeps, 'secrets'>,
  member: Member,
  code: string,
): Promise<boolean> {
  const kept = await findSecondStep(tx, member);
  const opened = kept && secrets.unseal(secretPurpose, kept.secret, member.id);
  if (!opened) return false;
  const { text, isNewest } = opened;
  const step = stepOfCode(text, code, tx.now);
  const { madeAt } = kept;
  if (step === undefined || !(await advanceStep(tx, member, { madeAt, step }))) return false;
  if (!isNewest) {
    const secret = secrets.seal(secretPurpose, text, member.id);
    await saveSealedAnew(tx, member, { madeAt, secret });
  }
  return true;
}

async function spendRecovery(
  tx: Tx,
  deps: Pick<SignInDeps, 'sendsEmail'>,
  member: Member,
  typed: string,
  browser: Browser,
): Promise<boolean> {
  const code = readRecoveryCode(typed);
  if (code === undefined) return false;
  if (!(await spendRecoveryCode(tx, member, recoveryHash(member.id, code)))) return false;
  const { codesLeft } = await findSecondStepState(tx, member);
  const entry = ownEntry(member, 'recovery_code_used', { left: String(codesLeft) });
  saveAuditEntry(tx, member.workspaceId, entry);
  await tellOwner(tx, deps, member, { change: 'recovery_code_used', browser });
  return true;
}
