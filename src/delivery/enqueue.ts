import type { Tx } from '../platform/database.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { cancelAllWaiting, cancelWaiting, type NewDelivery, saveDelivery } from './store.ts';

/**
 * Asks for something to be delivered, as part of the transaction that causes it: both happen or neither.
 * It takes the place of an earlier one of the same notice that still waits.
 */
export async function enqueue(tx: Tx, delivery: NewDelivery): Promise<void> {
  await cancelWaiting(tx, delivery);
  await saveDelivery(tx, delivery);
}

/** Takes everything back that still waits to be delivered for a workspace. */
export async function cancelDeliveries(
  tx: Tx,
  workspaceId: WorkspaceId,
  reason: string,
): Promise<void> {
  await cancelAllWaiting(tx, workspaceId, reason);
}
