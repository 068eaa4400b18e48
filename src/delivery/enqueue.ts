import type { Writes } from '../platform/database/database.ts';
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
 * It takes the place of an earlier one of the same notice that still waits; but of each event at an account is told.
 */
export function enqueue(tx: Writes, delivery: NewDelivery): void {
  const { invitationId, accountEventId, recipient } = delivery;
  if (invitationId) cancelWaitingAbout(tx, delivery, [{ invitationId, recipient }]);
  else if (!accountEventId) cancelWaitingTo(tx, delivery, recipient);
  saveDeliveries(tx, [delivery]);
}

/** The same for many at once, each about an invitation; in as few statements as one takes. */
export function enqueueAbout(
  tx: Writes,
  kind: DeliveryKind,
  about: readonly AboutInvitation[],
  dueAt = tx.now,
): void {
  cancelWaitingAbout(tx, kind, about);
  saveDeliveries(
    tx,
    about.map((each) => ({ ...kind, ...each })),
    dueAt,
  );
}
