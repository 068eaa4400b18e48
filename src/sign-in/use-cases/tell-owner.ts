import { enqueue } from '../../delivery/api.ts';
import type { Member } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { type AccountChange, type Browser, newPasswordNotice } from '../rules.ts';
import type { SignInDeps } from './deps.ts';

/** An email to a member about their own account. */
export function aboutAccount({ workspaceId, email }: Member, notice: string) {
  const channel = 'email' as const;
  return { workspaceId, invitationId: undefined, channel, notice, recipient: email };
}

/** What was changed, and from where. */
export interface Told {
  readonly change: AccountChange;
  readonly browser: Browser;
}

/**
 * Tells a member of a change to how they sign in, as part of the transaction that makes it. Without email nothing
 * waits to be sent.
 */
export async function tellOwner(
  tx: Tx,
  { sendsEmail }: Pick<SignInDeps, 'sendsEmail'>,
  member: Member,
  _told: Told,
): Promise<void> {
  if (sendsEmail) enqueue(tx, aboutAccount(member, newPasswordNotice));
}
