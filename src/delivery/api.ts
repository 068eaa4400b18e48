export { enqueue, enqueueAbout } from './enqueue.ts';
export { cancelAllWaiting, saveDeliveries } from './store.ts';
