import { emailsTo } from '../../delivery/rules.ts';
import type { Admin } from '../../members/api.ts';
import type { Requester } from '../../members/rules.ts';
import type { Statement } from '../../platform/database/database.ts';
import {
  type Counts,
  countInAll,
  countWithin,
  forgiveActs,
  roomIn,
  selectCounts,
} from '../../platform/database/rate-limit.ts';
import { dayLimits, type TooManyInvites } from '../rules.ts';
import type { InvitationDeps } from './deps.ts';

/** Whose invitations are counted. */
interface By {
  readonly workspace: Pick<Admin['workspace'], 'id'>;
  readonly actor: Pick<Admin['actor'], 'person'>;
}

/** Whose invitations of a day are counted, within which limits. */
export function countedOf(
  { workspace: { id: workspaceId }, actor }: By,
  { inviteLimits }: Pick<InvitationDeps, 'inviteLimits'>,
) {
  const limits = dayLimits(inviteLimits);
  return {
    by_admin: { limit: limits.by_admin, subject: `${workspaceId}\n${actor.person.userId}` },
    by_workspace: { limit: limits.by_workspace, subject: workspaceId },
  };
}

/** All that an invitation to a canonical address counts for. */
function allCountedOf(by: By, deps: Pick<InvitationDeps, 'inviteLimits'>, address: string) {
  return { to_address: emailsTo(by.workspace.id, 'invitation', address), ...countedOf(by, deps) };
}

type AllCounted = ReturnType<typeof allCountedOf>;

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
  return reached && tooManyOf(counted, reached.name, reached.waitMs);
}

/** How what an invitation counts for stands, for a statement that asks for more: for {@link countInviteAmong}. */
export function selectInviteCounts(
  { workspace, person }: Requester,
  deps: Pick<InvitationDeps, 'inviteLimits'>,
  address: string,
): Statement {
  const by = { workspace, actor: { person } };
  return selectCounts(Object.values(allCountedOf(by, deps, address)));
}

/**
 * The same as {@link countInvite} by the counts as they stood when the transaction began to hold the workspace, of a
 * transaction that counts no other invitation. They are written when the work is over.
 */
export function countInviteAmong(
  by: Pick<Admin, 'tx' | 'workspace' | 'actor'>,
  deps: Pick<InvitationDeps, 'inviteLimits'>,
  address: string,
  counts: Counts,
): TooManyInvites | undefined {
  const counted = allCountedOf(by, deps, address);
  const names = Object.keys(counted) as (keyof AllCounted)[];
  const all = names.map((name) => counted[name]);
  const rooms = roomIn(counts, all, by.tx.now);
  const reached = rooms.findIndex(({ left }) => left === 0);
  const [name, room] = [names[reached], rooms[reached]];
  if (name && room) return tooManyOf(counted, name, room.waitMs);
  countWithin(
    by.tx,
    all.map((each) => ({ ...each, times: 1 })),
  );
  return undefined;
}

function tooManyOf(counted: AllCounted, name: keyof AllCounted, waitMs: number): TooManyInvites {
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
