import type { Tx } from '../../platform/database/database.ts';
import {
  type Counted,
  countInAll,
  forgiveActs,
  networkOf,
} from '../../platform/database/rate-limit.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import {
  signInByAllStrangers,
  signInByKnown,
  signInByNetwork,
  signInByStrangers,
} from '../rules.ts';

/** A try to sign in, by what is proved about it: never by what a browser merely says. */
export interface Try {
  /** The workspace's id; what was typed when there is none. */
  readonly workspace: WorkspaceId | string;
  /** The canonical address. */
  readonly address: string;
  readonly ipAddress: string;
  /** Whether the account was signed in in this browser before. */
  readonly isKnown: boolean;
}

/** Counts before anything is compared, so that many tries at once don't slip through. Gives how long to wait. */
export async function countTry(tx: Tx, attempt: Try): Promise<number> {
  const reached = await countInAll(tx, limitsOf(attempt));
  return reached?.waitMs ?? 0;
}

/** The try was good: it doesn't count, and whoever knows the password may begin to mistype it again. */
export async function forgiveTry(tx: Tx, attempt: Try): Promise<void> {
  const { own, ...shared } = limitsOf(attempt);
  // What others tried from the same network, or from elsewhere, is not theirs to forgive.
  await forgiveActs(tx, { cleared: [own], takenBack: Object.values<Counted>(shared) });
}

/** The password is another: whatever strangers tried was about the old one. */
export async function forgiveStrangers(tx: Tx, attempt: Omit<Try, 'isKnown'>): Promise<void> {
  const { own, all } = strangersLimits(attempt);
  await forgiveActs(tx, { cleared: [own, all] });
}

/** What counts for a try. Where the account is known no stranger's tries do, not even from the same network. */
function limitsOf(attempt: Try): Record<string, Counted> & { own: Counted } {
  if (!attempt.isKnown) return strangersLimits(attempt);
  return { own: { limit: signInByKnown, subject: accountKey(attempt) } };
}

function strangersLimits(
  attempt: Omit<Try, 'isKnown'>,
): Record<'network' | 'own' | 'all', Counted> {
  const from = networkOf(attempt.ipAddress);
  const account = accountKey(attempt);
  return {
    network: { limit: signInByNetwork, subject: from },
    own: { limit: signInByStrangers, subject: `${account}\n${from}` },
    all: { limit: signInByAllStrangers, subject: account },
  };
}

function accountKey({ workspace, address }: Pick<Try, 'workspace' | 'address'>): string {
  return `${workspace}\n${address}`;
}
