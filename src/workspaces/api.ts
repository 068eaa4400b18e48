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
} from './use-cases/workspaces.ts';
