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
  keepHelpFeedback,
  onlyWorkspace,
  slackHomeUrl,
  slackPageUrl,
  workspaceOfTeam,
} from './use-cases/workspaces.ts';
