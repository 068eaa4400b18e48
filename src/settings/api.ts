export { listAuditEntriesAbout } from './store.ts';
