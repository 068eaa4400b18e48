export {
  findWorkspace,
  findWorkspaceByDomain,
  findWorkspaceById,
  findWorkspaceByTeam,
  listAuditEntries,
  saveAuditEntry,
  saveSlackDomain,
  saveWorkspace,
  updateWorkspace,
} from './store.ts';
export {
  inWorkspace,
  keepHelpFeedback,
  onlyWorkspace,
  slackHomeUrl,
  slackPageUrl,
  workspaceOfTeam,
} from './use-cases/workspaces.ts';
