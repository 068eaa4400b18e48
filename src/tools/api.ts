export { listTools } from './store.ts';
export { endAdminToolsOf, endToolsOf } from './use-cases/end.ts';
