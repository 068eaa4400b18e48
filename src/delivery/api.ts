export { enqueue, enqueueAbout, enqueueFirst } from './enqueue.ts';
export { cancelAllWaiting } from './store.ts';
