import { type Account, ownEntry } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { saveAuditEntry } from '../../workspaces/api.ts';
import { isKnownBrowser, knownBrowser } from '../known-browser.ts';
import type { SignInWay } from '../rules.ts';
import type { AskingBrowser, SignInDeps, SignInDone } from './deps.ts';
import { openSession } from './open.ts';
import { tellOfNewBrowser } from './tell-owner.ts';

/**
 * Lets in whoever has proved who they are, whichever way they came, as part of the transaction that holds the account: it
 * is recorded, the member hears of a browser in which they never were, and it is known from then on. `isKnown` where that
 * was seen before, by a password hash that is another by now.
 */
export async function letIn(
  tx: Tx,
  deps: Pick<SignInDeps, 'secrets' | 'sendsEmail'>,
  account: Account & { readonly address: string },
  way: SignInWay,
  browser: AskingBrowser,
  isKnown = isKnownBrowser(deps.secrets, browser.kept, account),
): Promise<SignInDone> {
  const { workspaceId, id: memberId } = account.member;
  const { kept, replaces } = browser;
  saveAuditEntry(tx, workspaceId, ownEntry(account.member, 'signed_in'));
  const isNoted = await tellOfNewBrowser(tx, deps, account, { isKnown, browser, way });
  const token = openSession(tx, { workspaceId, memberId, browser, way, replaces, isNoted });
  return { token, kept: knownBrowser(deps.secrets, account, kept) };
}
