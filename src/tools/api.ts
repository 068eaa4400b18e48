export { listTools } from './store.ts';
export { endAdminToolsOf, endAllToolsOf, endToolsOf } from './use-cases/end.ts';
