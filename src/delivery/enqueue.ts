import type { Tx } from '../platform/database.ts';
import { cancelWaiting, type NewDelivery, saveDelivery } from './store.ts';

/**
 * Asks for something to be delivered, as part of the transaction that causes it: both happen or neither.
 * It takes the place of an earlier one of the same notice that still waits.
 */
export async function enqueue(tx: Tx, delivery: NewDelivery): Promise<void> {
  await cancelWaiting(tx, delivery);
  await saveDelivery(tx, delivery);
}
