export {
  findWorkspace,
  findWorkspaceByDomain,
  findWorkspaceById,
  findWorkspaceByTeam,
  saveAuditEntry,
  saveSlackDomain,
  saveWorkspace,
} from './store.ts';
export {
  inWorkspace,
  onlyWorkspace,
  slackHomeUrl,
  slackPageUrl,
  workspaceOfTeam,
} from './use-cases/workspaces.ts';
