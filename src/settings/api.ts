export { listAuditEntries, listAuditEntriesAbout } from './store.ts';
