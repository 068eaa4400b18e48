import { enqueue } from '../../delivery/api.ts';
import {
  endEach,
  findAccountOfToken,
  forgetSlackUserSince,
  holdAccount,
  type MemberDeps,
  removeSlackLink,
  shutPassword,
} from '../../members/api.ts';
import { type Member, ownEntry } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { newEntryId, saveAuditEntry } from '../../workspaces/api.ts';
import { notMeMs } from '../event-rules.ts';
import { type FoundEvent, findEvent, noteDisowned } from '../event-store.ts';
import { readNotMeToken } from '../not-me-link.ts';
import { deletePasskeysSince, deletePasskeysUsedSince } from '../passkey-store.ts';
import { resetEmailNotice } from '../rules.ts';
import { deleteSecondStepSince, saveRecoveryCodes } from '../second-step-store.ts';
import type { SignInDeps } from './deps.ts';
import { forgetSentLinks } from './reset.ts';
import { aboutAccount } from './tell-owner.ts';

/** What locking an account works with. */
export interface DisownDeps extends SignInDeps {
  /** What else ends when a member says that something wasn't them; each runs in the transaction that locks the account. */
  readonly onSignedOut: MemberDeps['onAccountClosed'];
}

/** Why a link does nothing: its time is over, or the account is; or it never was one of ours. */
export type DeadNotMe = 'ended' | 'unknown';

/** What a member may say of that it wasn't them. */
export interface OpenedEvent {
  readonly event: FoundEvent;
  /** As typed. */
  readonly email: string;
  /** Whether there is a password that would be shut. */
  readonly hasPassword: boolean;
}

/** Looks up what a link is about; changes nothing. */
export async function openNotMe(
  deps: SignInDeps,
  token: string,
): Promise<Outcome<OpenedEvent, DeadNotMe>> {
  const id = readNotMeToken(deps.secrets, token);
  if (!id) return refused('unknown');
  return await deps.database.run(async (tx) => {
    const opened = await openEvent(tx, id);
    if (!opened) return refused('ended');
    const { event, account } = opened;
    const hasPassword = account.passwordHash !== undefined;
    return done({ event, email: account.member.email, hasPassword });
  });
}

async function openEvent(tx: Tx, id: FoundEvent['id']) {
  const event = await findEvent(tx, id);
  if (!event || tx.now.getTime() - event.at.getTime() > notMeMs) return undefined;
  const account = await findAccountOfToken(tx, event.memberId);
  return account && { event, account };
}

/**
 * Locks the account of a member who says that something wasn't them: nobody can sign in with its password any more, nor by
 * what was added since; every session and what tools were given ends, and they are sent a link for a new password. Once for
 * each event; again is harmless.
 */
export async function disown(
  deps: DisownDeps,
  token: string,
): Promise<Outcome<undefined, DeadNotMe>> {
  const id = readNotMeToken(deps.secrets, token);
  if (!id) return refused('unknown');
  return await deps.database.transaction(async (tx) => {
    const opened = await openEvent(tx, id);
    if (!opened) return refused('ended');
    const { account, event } = opened;
    const { member, address } = account;
    const { workspaceId } = member;
    // First, as it waits for whoever is just signing in: their session is there then, and ends with the others.
    if (!(await holdAccount(tx, member))) return refused('ended');
    if (!(await noteDisowned(tx, id))) return done(undefined);
    shutPassword(tx, member);
    await takeBackSince(tx, member, event);
    const entryId = newEntryId();
    const sessions = await endEach(tx, deps.onSignedOut, member, entryId);
    await forgetSentLinks(tx, { workspaceId, address });
    if (deps.sendsEmail) {
      enqueue(tx, { ...aboutAccount(member, resetEmailNotice), accountEventId: event.id });
    }
    const entry = ownEntry(member, 'account_locked', { sessions: String(sessions) });
    saveAuditEntry(tx, workspaceId, { ...entry, id: entryId });
    return done(undefined);
  });
}

/** Whoever it was may have made ways in of their own, then or since: those end, too. */
async function takeBackSince(tx: Tx, member: Member, { kind, way, at }: FoundEvent): Promise<void> {
  await deletePasskeysSince(tx, member, at);
  await forgetSlackUserSince(tx, member, at);
  // What they came in by is theirs as well, however long it has been there.
  if (way === 'passkey') await deletePasskeysUsedSince(tx, member, at);
  if (way === 'slack') await removeSlackLink(tx, member);
  await deleteSecondStepSince(tx, member, at);
  // Of the codes that were made then they have a copy.
  if (kind === 'recovery_codes_made') await saveRecoveryCodes(tx, member, []);
}
