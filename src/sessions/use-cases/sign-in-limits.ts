import type { Tx } from '../../platform/database.ts';
import {
  type Counted,
  clearActs,
  countInAll,
  networkOf,
  uncountAct,
} from '../../platform/rate-limit.ts';
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
  const { network, own, all } = limitsOf(attempt);
  const counted: Record<string, Counted> = { network, own, ...(all && { all }) };
  const reached = await countInAll(tx, counted);
  return reached?.waitMs ?? 0;
}

/** The try was good: it doesn't count, and whoever knows the password may begin to mistype it again. */
export async function forgiveTry(tx: Tx, attempt: Try): Promise<void> {
  const { network, own, all } = limitsOf(attempt);
  await uncountAct(tx, network.limit, network.doer);
  await clearActs(tx, own.limit, own.doer);
  // What others tried from elsewhere is not theirs to forgive.
  if (all) await uncountAct(tx, all.limit, all.doer);
}

/** The password is another: whatever strangers tried was about the old one. */
export async function forgiveStrangers(tx: Tx, attempt: Try): Promise<void> {
  const { own, all } = limitsOf({ ...attempt, isKnown: false });
  await clearActs(tx, own.limit, own.doer);
  if (all) await clearActs(tx, all.limit, all.doer);
}

function limitsOf({ workspace, address, ipAddress, isKnown }: Try): {
  network: Counted;
  own: Counted;
  all?: Counted;
} {
  const from = networkOf(ipAddress);
  const account = `${workspace}\n${address}`;
  const network = { limit: signInByNetwork, doer: from };
  return isKnown
    ? { network, own: { limit: signInByKnown, doer: account } }
    : {
        network,
        own: { limit: signInByStrangers, doer: `${account}\n${from}` },
        all: { limit: signInByAllStrangers, doer: account },
      };
}
