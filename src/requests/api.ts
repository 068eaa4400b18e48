export { openRequestsOf } from './store.ts';
