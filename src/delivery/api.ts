export { enqueue, enqueueAbout } from './enqueue.ts';
export { takeBackHeld } from './held-store.ts';
export { cancelAllWaiting, cancelWaitingOf, saveDeliveries } from './store.ts';
