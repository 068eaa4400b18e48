export { enqueue, enqueueAbout } from './enqueue.ts';
export { takeBackHeld } from './held-store.ts';
export { cancelAllWaiting, cancelWaitingOf, deleteDeliveriesTo, saveDeliveries } from './store.ts';
