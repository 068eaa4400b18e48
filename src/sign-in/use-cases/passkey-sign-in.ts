import { lockAccount } from '../../members/api.ts';
import { ownEntry } from '../../members/rules.ts';
import { readSigned, verifySigned } from '../../platform/crypto/web-authn.ts';
import type { Tx } from '../../platform/database/database.ts';
import { bytesOfId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { countFailedSignIn, saveAuditEntry } from '../../workspaces/api.ts';
import { countFailure } from '../event-store.ts';
import { isCopied, relyingPartyOf } from '../passkey-rules.ts';
import {
  type FoundPasskey,
  findPasskey,
  holdPasskey,
  notePasskeyUse,
  suspendPasskey,
} from '../passkey-store.ts';
import type { AskingBrowser, SignInDeps, SignInDone } from './deps.ts';
import { letIn } from './let-in.ts';
import { isAnswered } from './passkey-challenges.ts';
import { tellOwner } from './tell-owner.ts';

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
  const signedIn = await deps.database.transaction((tx) =>
    letInWith(tx, deps, { passkey, counter }, browser),
  );
  return signedIn ? done(signedIn) : refused('wrong');
}

/** Lets them in, if the account and the passkey are still what they were, and no copy was used. */
async function letInWith(
  tx: Tx,
  deps: SignInDeps,
  { passkey, counter: now }: { passkey: FoundPasskey; counter: number },
  browser: AskingBrowser,
): Promise<SignInDone | undefined> {
  const { account, id } = passkey;
  // First the member, then what is theirs: in this order whoever removes them takes both.
  const held = (await lockAccount(tx, account)) && (await holdPasskey(tx, id));
  if (!held) return undefined;
  if (isCopied({ before: held.counter, now })) {
    suspendPasskey(tx, id);
    await tellOwner(tx, deps, account.member, { change: 'passkey_suspended', browser });
    const entry = ownEntry(account.member, 'passkey_suspended');
    saveAuditEntry(tx, account.member.workspaceId, entry);
    return undefined;
  }
  notePasskeyUse(tx, id, now);
  return await letIn(tx, deps, account, 'passkey', browser);
}
