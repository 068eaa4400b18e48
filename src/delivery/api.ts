export { enqueue, enqueueAbout } from './enqueue.ts';
export { cancelAllWaiting } from './store.ts';
