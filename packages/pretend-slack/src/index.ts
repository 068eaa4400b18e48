export { InvalidManifest, type ManifestError } from './built-in-commands.ts';
export {
  type DeclaredCommand,
  type DeclaredShortcut,
  type Manifest,
  readManifest,
} from './manifest.ts';
export {
  allScopes,
  type Cast,
  defaultChannels,
  defaultUserGroups,
  defaultUsers,
  newState,
} from './slack/cast.ts';
export type { FaultPlan, OpenView, PretendSlack } from './slack/face.ts';
export type { ChosenFile } from './slack/files.ts';
export type { IdTokenFault } from './slack/id-tokens.ts';
export { checkManifest, type ManifestProblem } from './slack/manifest-check.ts';
export { pretendMethods } from './slack/methods/pretend-methods.ts';
export { type PretendSlackOptions, startPretendSlack } from './slack/pretend-slack.ts';
export type { ConfigTokens } from './slack/registry.ts';
export type { RawRequest, Reply } from './slack/requests.ts';
export type {
  Channel,
  Ephemeral,
  Message,
  PretendChannel,
  PretendFile,
  PretendTeam,
  PretendUser,
  PretendUserGroup,
  SlackState,
  Unfurl,
} from './slack/state.ts';
export { type CallLimit, slackTiers, type Tiers } from './slack/tiers.ts';
export type { ApiCall, AppCredentials, Change, Refusal, SentRequest } from './slack/world.ts';
