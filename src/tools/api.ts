export { findGivableTools, findOwnTools, giveTools, namesOfChosen } from './given-store.ts';
export { listTools } from './store.ts';
export { endAdminToolsOf, endAllToolsOf, endToolsOf } from './use-cases/end.ts';
export { givableTools } from './use-cases/given.ts';
