import type { Tx } from '../platform/database/database.ts';
import { type CallPace, type CallsGiven, takeCalls } from '../platform/database/slack-calls.ts';
import type { SlackPaces } from '../platform/slack/paces.ts';
import type { DeliveryId, WorkspaceId } from '../shared/ids.ts';
import { isByAddress } from './rules.ts';
import { putOff } from './turn-store.ts';

/** A direct message that is due. */
export interface DueDm {
  readonly id: DeliveryId;
  readonly workspaceId: WorkspaceId;
  readonly recipient: string;
}

type Paces = Pick<SlackPaces, 'lookUps' | 'messages'>;

/**
 * Those of the first `limit` that Slack takes now, by the pace of its calls and the pauses that it wants. Where it
 * takes no more of a workspace, all that are due there are put off until it does: they aren't claimed in vain.
 */
export async function withinSlackLimits(
  tx: Tx,
  paces: Paces,
  due: readonly DueDm[],
  limit: number,
): Promise<readonly DueDm[]> {
  const first = due.slice(0, limit);
  const found = await within(tx, paces.lookUps, { due, first, costs: isByAddress });
  return await within(tx, paces.messages, { due, first: found, costs: () => true });
}

async function within(
  tx: Tx,
  pace: CallPace,
  {
    due,
    first,
    costs,
  }: {
    due: readonly DueDm[];
    first: readonly DueDm[];
    /** Whether one takes such a call. */
    costs: (recipient: string) => boolean;
  },
): Promise<readonly DueDm[]> {
  const wanted = countByWorkspace(first.filter(({ recipient }) => costs(recipient)));
  if (wanted.size === 0) return first;
  const calls = await takeCalls(tx, pace, wanted);
  const left = new Map([...calls].map(([id, { given }]) => [id, given]));
  const taken = first.filter(({ workspaceId, recipient }) => {
    if (!costs(recipient)) return true;
    const more = left.get(workspaceId) ?? 0;
    left.set(workspaceId, more - 1);
    return more > 0;
  });
  const isShort = (id: WorkspaceId) => (calls.get(id)?.given ?? 0) < (wanted.get(id) ?? 0);
  const held = due.filter(
    (each) => isShort(each.workspaceId) && costs(each.recipient) && !taken.includes(each),
  );
  await putOff(tx, spread(held, pace, calls));
  return taken;
}

function countByWorkspace(dms: readonly DueDm[]): ReadonlyMap<WorkspaceId, number> {
  const counts = new Map<WorkspaceId, number>();
  for (const { workspaceId } of dms) counts.set(workspaceId, (counts.get(workspaceId) ?? 0) + 1);
  return counts;
}

/** In how long each may be tried: of a workspace one after the other, as the pace has it. */
function spread(
  held: readonly DueDm[],
  { perMinute }: CallPace,
  calls: ReadonlyMap<WorkspaceId, CallsGiven>,
): { id: DeliveryId; ms: number }[] {
  const before = new Map<WorkspaceId, number>();
  return held.map(({ id, workspaceId }) => {
    const place = before.get(workspaceId) ?? 0;
    before.set(workspaceId, place + 1);
    return { id, ms: (calls.get(workspaceId)?.nextInMs ?? 0) + (place * 60_000) / perMinute };
  });
}
