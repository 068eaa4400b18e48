import { findAccountOfToken, holdAccount } from '../../members/api.ts';
import { type Account, type Member, ownEntry } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { saveAuditEntry } from '../../workspaces/api.ts';
import { knownBrowser } from '../known-browser.ts';
import { newSecret, readAppCode, stepOfCode } from '../one-time-code.ts';
import { newRecoveryCodes, recoveryHash } from '../recovery-code.ts';
import type { Browser, SignedIn } from '../rules.ts';
import {
  type CodeRefusal,
  mayTurnOff,
  type SecondStepState,
  wayWithCode,
} from '../second-step-rules.ts';
import {
  deleteSecondStep,
  findSecondStepState,
  saveRecoveryCodes,
  saveSecondStep,
} from '../second-step-store.ts';
import { countCode, limitsOfMember, secretPurpose, spendCode } from './code.ts';
import type { AskingBrowser, SignInDeps, SignInDone } from './deps.ts';
import { endAllSessions, openSession } from './open.ts';
import { tellOwner } from './tell-owner.ts';

const offerPurpose = 'second step offered';

/** A secret that somebody may give their app, and the same sealed: it is kept nowhere before a code confirms it. */
export interface Offered {
  readonly secret: string;
  readonly sealed: string;
}

/** A new secret for whoever is signed in with this session. */
export function offerSecret({ secrets }: SignInDeps, signedIn: SignedIn): Offered {
  const secret = newSecret();
  const sealed = secrets.seal(offerPurpose, secret, ownerOf(signedIn));
  return { secret, sealed: Buffer.from(sealed).toString('base64url') };
}

/** What was offered to this session before; undefined when it wasn't. */
export function offeredBefore(
  { secrets }: SignInDeps,
  signedIn: SignedIn,
  sealed: string,
): Offered | undefined {
  const opened = secrets.unseal(offerPurpose, Buffer.from(sealed, 'base64url'), ownerOf(signedIn));
  return opened && { secret: opened.text, sealed };
}

function ownerOf({ member, sessionId }: SignedIn): string {
  return `${member.id} ${Buffer.from(sessionId).toString('hex')}`;
}

/** How the second step of whoever is signed in stands. */
export async function secondStepOf(
  { database }: Pick<SignInDeps, 'database'>,
  { member }: Pick<SignedIn, 'member'>,
): Promise<SecondStepState> {
  return await database.run((tx) => findSecondStepState(tx, member));
}

/** What is typed to turn it on. */
export interface TurnOnForm {
  /** Of the app that is given the secret. */
  readonly code: string;
  /** Of the app that takes its place, or a recovery code. */
  readonly present: string;
}

/** Why it isn't turned on; `on_already` when somebody who says nothing of the present one has one. */
export type TurnOnRefusal = { readonly kind: 'wrong_new' | 'on_already' | 'gone' } | CodeRefusal;

/** What is shown once: the recovery codes. */
export interface TurnedOn extends SignInDone {
  readonly codes: readonly string[];
}

/**
 * Turns the second step on, or replaces the one that there is, once a code shows that the app has the secret. Gives ten
 * recovery codes; those from before are void. Ends all of the member's sessions, which were weaker, and gives a new one to
 * this browser.
 */
export async function turnOn(
  deps: SignInDeps,
  signedIn: SignedIn,
  { secret, form }: { secret: string; form: TurnOnForm },
  browser: AskingBrowser,
): Promise<Outcome<TurnedOn, TurnOnRefusal>> {
  const { member } = signedIn;
  const limits = limitsOfMember(member);
  const isReplaced = form.present !== '';
  const waitMs = isReplaced ? await deps.database.run((tx) => countCode(tx, limits)) : 0;
  if (waitMs > 0) return refused({ kind: 'too_many', waitMs });
  const codes = newRecoveryCodes();
  return await deps.database.transaction(async (tx): Promise<Outcome<TurnedOn, TurnOnRefusal>> => {
    const account = (await holdAccount(tx, member)) && (await findAccountOfToken(tx, member.id));
    if (!account) return refused({ kind: 'gone' });
    const lastStep = stepOfCode(secret, readAppCode(form.code) ?? '', tx.now);
    if (lastStep === undefined) return refused({ kind: 'wrong_new' });
    const { madeAt } = await findSecondStepState(tx, member);
    if (madeAt && !isReplaced) return refused({ kind: 'on_already' });
    const typed = form.present;
    if (madeAt && !(await spendCode(tx, deps, member, { typed, browser, limits }))) {
      return refused({ kind: 'wrong' });
    }
    const sealed = deps.secrets.seal(secretPurpose, secret, member.id);
    await saveSecondStep(tx, member, { secret: sealed, lastStep });
    await saveCodes(tx, member, codes);
    await endAllSessions(tx, member);
    await note(tx, deps, member, 'second_step_on', browser);
    return done({ codes, ...signInAnew(tx, deps, { account, signedIn, browser }) });
  });
}

/** Gives ten new recovery codes; those from before are void. Takes a code of the app, or one of the old. */
export async function renewRecoveryCodes(
  deps: SignInDeps,
  { member }: SignedIn,
  typed: string,
  browser: Browser,
): Promise<Outcome<readonly string[], CodeRefusal>> {
  return await withCode(deps, member, typed, browser, async (tx) => {
    const codes = newRecoveryCodes();
    await saveCodes(tx, member, codes);
    await note(tx, deps, member, 'recovery_codes_made', browser);
    return done(codes);
  });
}

/** Turns the second step off, with a code. `asked` where the workspace asks for it, of whoever has no way in without. */
export async function turnOff(
  deps: SignInDeps,
  { member, way }: SignedIn,
  typed: string,
  browser: Browser,
): Promise<Outcome<undefined, CodeRefusal | { readonly kind: 'asked' }>> {
  return await withCode(deps, member, typed, browser, async (tx) => {
    // As it is now: the setting may have been switched on, or they made an admin.
    const role = (await findAccountOfToken(tx, member.id))?.member.role ?? member.role;
    const state = await findSecondStepState(tx, { ...member, role });
    if (!mayTurnOff(state, way)) return refused({ kind: 'asked' });
    await deleteSecondStep(tx, member);
    await note(tx, deps, member, 'second_step_off', browser);
    return done(undefined);
  });
}

/** Does something with a member's second step once a code was right, which is used up by it. */
async function withCode<T, Refusal = never>(
  deps: SignInDeps,
  member: Member,
  typed: string,
  browser: Browser,
  act: (tx: Tx) => Promise<Outcome<T, Refusal>>,
): Promise<Outcome<T, Refusal | CodeRefusal>> {
  const limits = limitsOfMember(member);
  const waitMs = await deps.database.run((tx) => countCode(tx, limits));
  if (waitMs > 0) return refused({ kind: 'too_many', waitMs });
  return await deps.database.transaction(async (tx): Promise<Outcome<T, Refusal | CodeRefusal>> => {
    const isRight =
      (await holdAccount(tx, member)) &&
      (await spendCode(tx, deps, member, { typed, browser, limits }));
    return isRight ? await act(tx) : refused({ kind: 'wrong' });
  });
}

async function saveCodes(tx: Tx, member: Member, codes: readonly string[]): Promise<void> {
  const hashes = codes.map((code) => recoveryHash(member.id, code));
  await saveRecoveryCodes(tx, member, hashes);
}

async function note(
  tx: Tx,
  deps: SignInDeps,
  member: Member,
  change: 'second_step_on' | 'second_step_off' | 'recovery_codes_made',
  browser: Browser,
): Promise<void> {
  saveAuditEntry(tx, member.workspaceId, ownEntry(member, change));
  await tellOwner(tx, deps, member, { change, browser });
}

function signInAnew(
  tx: Tx,
  { secrets }: SignInDeps,
  {
    account,
    signedIn: { way },
    browser,
  }: {
    account: Account & { address: string };
    signedIn: SignedIn;
    browser: AskingBrowser;
  },
): SignInDone {
  const { workspaceId, id: memberId } = account.member;
  const session = { workspaceId, memberId, browser, way: wayWithCode(way) };
  const kept = knownBrowser(secrets, account, browser.kept);
  return { token: openSession(tx, session), kept };
}
