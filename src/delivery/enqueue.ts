import type { Tx } from '../platform/database/database.ts';
import {
  type AboutInvitation,
  cancelWaitingAbout,
  cancelWaitingTo,
  type DeliveryKind,
  type NewDelivery,
  saveDeliveries,
} from './store.ts';

/**
 * Asks for something to be delivered, as part of the transaction that causes it: both happen or neither.
 * It takes the place of an earlier one of the same notice that still waits.
 */
export async function enqueue(tx: Tx, delivery: NewDelivery): Promise<void> {
  const { invitationId, recipient } = delivery;
  if (invitationId) await cancelWaitingAbout(tx, delivery, [{ invitationId, recipient }]);
  else await cancelWaitingTo(tx, delivery, recipient);
  await saveDeliveries(tx, [delivery]);
}

/** The same for many at once, each about an invitation; in as few statements as one takes. */
export async function enqueueAbout(
  tx: Tx,
  kind: DeliveryKind,
  about: readonly AboutInvitation[],
): Promise<void> {
  await cancelWaitingAbout(tx, kind, about);
  await saveDeliveries(
    tx,
    about.map((each) => ({ ...kind, ...each })),
  );
}
