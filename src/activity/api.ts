export { findActivityPage } from './store.ts';
