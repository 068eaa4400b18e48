import { lockAccount } from '../../members/api.ts';
import { ownEntry } from '../../members/rules.ts';
import { readSigned, verifySigned } from '../../platform/crypto/web-authn.ts';
import type { Tx } from '../../platform/database/database.ts';
import { bytesOfId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { countFailedSignIn, saveAuditEntry } from '../../workspaces/api.ts';
import { countFailure } from '../event-store.ts';
import { isKnownBrowser, knownBrowser } from '../known-browser.ts';
import { isCopied, relyingPartyOf } from '../passkey-rules.ts';
import {
  type FoundPasskey,
  findPasskey,
  holdPasskey,
  notePasskeyUse,
  suspendPasskey,
} from '../passkey-store.ts';
import type { AskingBrowser, SignInDeps, SignInDone } from './deps.ts';
import { openSession } from './open.ts';
import { isAnswered } from './passkey-challenges.ts';
import { tellOfNewBrowser, tellOwner } from './tell-owner.ts';

/**
 * Signs a browser in as the member whose passkey answered. Whatever is wrong, the answer is the same and takes the same
 * work: one challenge, one passkey, one signature. A passkey that was used before by a copy of it is suspended.
 */
export async function signInWithPasskey(
  deps: SignInDeps,
  typed: string,
  browser: AskingBrowser,
): Promise<Outcome<SignInDone, 'wrong'>> {
  const signed = readSigned(typed);
  const site = relyingPartyOf(deps.publicUrl);
  if (!signed || !site) return refused('wrong');
  const { isAsked, passkey } = await deps.database.run(async (tx) => ({
    isAsked: await isAnswered(tx, signed, { purpose: 'sign_in' }, browser),
    passkey: await findPasskey(tx, signed.credentialId),
  }));
  const counter = await verifySigned(signed, site, passkey?.publicKey);
  if (!passkey) return refused('wrong');
  const { member } = passkey.account;
  const isTheirs = bytesOfId(member.id).equals(signed.userHandle);
  if (!isAsked || counter === undefined || !isTheirs) {
    const { workspaceId, id: memberId, email } = member;
    await deps.database.run(async (tx) => {
      await countFailedSignIn(tx, workspaceId, email);
      await countFailure(tx, { workspaceId, memberId }, browser);
    });
    return refused('wrong');
  }
  const token = await deps.database.transaction((tx) =>
    openSessionWith(tx, deps, { passkey, counter }, browser),
  );
  if (token === undefined) return refused('wrong');
  return done({ token, kept: knownBrowser(deps.secrets, passkey.account, browser.kept) });
}

/** Opens a session, if the account and the passkey are still what they were, and no copy was used. */
async function openSessionWith(
  tx: Tx,
  deps: SignInDeps,
  { passkey, counter: now }: { passkey: FoundPasskey; counter: number },
  browser: AskingBrowser,
): Promise<string | undefined> {
  const { account, id } = passkey;
  const { workspaceId, id: memberId } = account.member;
  // First the member, then what is theirs: in this order whoever removes them takes both.
  const held = (await lockAccount(tx, account)) && (await holdPasskey(tx, id));
  if (!held) return undefined;
  if (isCopied({ before: held.counter, now })) {
    suspendPasskey(tx, id);
    await tellOwner(tx, deps, account.member, { change: 'passkey_suspended', browser });
    saveAuditEntry(tx, workspaceId, ownEntry(account.member, 'passkey_suspended'));
    return undefined;
  }
  notePasskeyUse(tx, id, now);
  saveAuditEntry(tx, workspaceId, ownEntry(account.member, 'signed_in'));
  const signedIn = { browser, way: 'passkey' } as const;
  const isKnown = isKnownBrowser(deps.secrets, browser.kept, account);
  const isNoted = await tellOfNewBrowser(tx, deps, account, { isKnown, ...signedIn });
  const { replaces } = browser;
  return openSession(tx, { workspaceId, memberId, ...signedIn, replaces, isNoted });
}
