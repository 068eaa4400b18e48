import { emailsTo } from '../../delivery/rules.ts';
import type { Admin } from '../../members/api.ts';
import { countInAll, forgiveActs } from '../../platform/database/rate-limit.ts';
import { dayLimits, type TooManyInvites } from '../rules.ts';
import type { InvitationDeps } from './deps.ts';

/** Whose invitations of a day are counted, within which limits. */
export function countedOf(
  { workspace: { id: workspaceId }, actor }: Pick<Admin, 'workspace' | 'actor'>,
  { inviteLimits }: Pick<InvitationDeps, 'inviteLimits'>,
) {
  const limits = dayLimits(inviteLimits);
  return {
    by_admin: { limit: limits.by_admin, subject: `${workspaceId}\n${actor.person.userId}` },
    by_workspace: { limit: limits.by_workspace, subject: workspaceId },
  };
}

/** All that an invitation to a canonical address counts for. */
function allCountedOf(
  by: Pick<Admin, 'workspace' | 'actor'>,
  deps: Pick<InvitationDeps, 'inviteLimits'>,
  address: string,
) {
  return { to_address: emailsTo(by.workspace.id, 'invitation', address), ...countedOf(by, deps) };
}

/**
 * Counts an invitation that is about to be sent, for the first time or again, to a canonical address. Gives
 * the limit that forbids it; then nothing was counted.
 */
export async function countInvite(
  by: Pick<Admin, 'tx' | 'workspace' | 'actor'>,
  deps: Pick<InvitationDeps, 'inviteLimits'>,
  address: string,
): Promise<TooManyInvites | undefined> {
  const counted = allCountedOf(by, deps, address);
  const reached = await countInAll(by.tx, counted);
  if (!reached) return undefined;
  const { name, waitMs } = reached;
  if (name === 'to_address') return { tooMany: name, waitMs };
  return { tooMany: name, perDay: counted[name].limit.max, waitMs };
}

/** Gives back what was counted of one that the same admin has sent, and that doesn't leave. */
export async function giveBackInvite(
  by: Pick<Admin, 'tx' | 'workspace' | 'actor'>,
  deps: Pick<InvitationDeps, 'inviteLimits'>,
  address: string,
): Promise<void> {
  await forgiveActs(by.tx, { takenBack: Object.values(allCountedOf(by, deps, address)) });
}
