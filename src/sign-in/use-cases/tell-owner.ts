import { enqueue } from '../../delivery/api.ts';
import type { Member } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { newPasswordNotice } from '../rules.ts';
import type { SignInDeps } from './deps.ts';

/** An email to a member about their own account. */
export function aboutAccount({ workspaceId, email }: Member, notice: string) {
  const channel = 'email' as const;
  return { workspaceId, invitationId: undefined, channel, notice, recipient: email };
}

/**
 * Tells a member by email that their password is another, as part of the transaction that changes it. Without
 * email nothing waits to be sent.
 */
export async function tellOfNewPassword(
  tx: Tx,
  { sendsEmail }: Pick<SignInDeps, 'sendsEmail'>,
  member: Member,
): Promise<void> {
  if (sendsEmail) enqueue(tx, aboutAccount(member, newPasswordNotice));
}
