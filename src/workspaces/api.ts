export { countFailedSignIn, newEntryId, saveAuditEntries, saveAuditEntry } from './audit-store.ts';
export { saveReceiptLines, saveReceiptState } from './receipt-store.ts';
export {
  findWorkspace,
  findWorkspaceByDomain,
  findWorkspaceById,
  findWorkspaceByTeam,
  saveSlackDomain,
  saveWorkspace,
  toWorkspace,
  type WorkspaceColumns,
  workspaceColumns,
} from './store.ts';
export {
  inWorkspace,
  onlyWorkspace,
  slackHomeUrl,
  slackPageUrl,
  workspaceOfTeam,
  writeInWorkspace,
} from './use-cases/workspaces.ts';
