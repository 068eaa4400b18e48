import type { Role } from '../members/rules.ts';
import type { SecondStepFor } from '../workspaces/rules.ts';
import type { SignInWay } from './rules.ts';

const minute = 60_000;

/** How long a right password counts, until the code is there. */
export const halfWayMs = 10 * minute;

/** Where a member sets up, changes and turns off their second step. */
export const secondStepPath = '/account/second-step';
/** Where the code is asked for, after the password. */
export const codePath = '/sign-in/code';

/** Wrong codes after a right password, in browsers that never were signed in to the account. */
export const codeByStrangers = { name: 'code', max: 10, windowMs: 15 * minute };
/**
 * The same in a day. Of a million codes three are right at a time: whoever has the password and goes on guessing needs
 * eighteen years on average.
 */
export const codeByStrangersInADay = { name: 'code_day', max: 50, windowMs: 24 * 60 * minute };
/** The same in browsers that were: whoever else has the password can't use these up, so the owner is never locked out. */
export const codeByKnown = { name: 'code_known', max: 10, windowMs: 15 * minute };
/** Wrong codes on the account page. */
export const codeByMember = { name: 'code_account', max: 10, windowMs: 15 * minute };

/** How a second step stands. */
export interface SecondStepState {
  /** Undefined when there is none. */
  readonly madeAt: Date | undefined;
  readonly codesLeft: number;
  /** Whether the workspace asks this member for one. */
  readonly isAsked: boolean;
}

/** Whether a workspace asks whoever has this role for a second step. */
export function asksFor(of: SecondStepFor, role: Role): boolean {
  return of === 'everybody' || (of === 'admins' && role === 'admin');
}

/** Whether somebody signed in without a password, for which no second step is asked. */
function isWithoutPassword(way: SignInWay): boolean {
  return way === 'passkey' || way === 'slack';
}

/** How a browser is signed in from then on whose member has just shown a code. */
export function wayWithCode(way: SignInWay): SignInWay {
  return way === 'password' ? 'second_step' : way;
}

/** Whether somebody may turn off what is asked of them: only who has just come in by a way that needs no second step. */
export function mayTurnOff({ isAsked }: Pick<SecondStepState, 'isAsked'>, way: SignInWay): boolean {
  return !isAsked || isWithoutPassword(way);
}

/** Why nothing came of a code. */
export type CodeRefusal =
  | { readonly kind: 'wrong' }
  | { readonly kind: 'too_many'; readonly waitMs: number };
