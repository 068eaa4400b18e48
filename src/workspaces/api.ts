export {
  findWorkspace,
  findWorkspaceByDomain,
  findWorkspaceById,
  findWorkspaceByTeam,
  saveAuditEntries,
  saveAuditEntry,
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
