import { registerActivity } from './activity/slack/handlers.ts';
import type { Config } from './config.ts';
import { registerHome } from './home/slack/handlers.ts';
import { registerImports } from './imports/slack/handlers.ts';
import { createLists } from './imports/slack/lists.ts';
import { createSlackTeams, type SlackTeams } from './install/slack/teams.ts';
import { registerUninstall } from './install/slack/uninstall.ts';
import { installPath, redirectPath } from './install/web/install.tsx';
import { registerInvitations } from './invitations/slack/handlers.ts';
import { registerInvitationRows } from './invitations/slack/rows.ts';
import { registerLinkWarnings } from './link-warnings/slack/links.ts';
import { registerMembers } from './members/slack/deactivation.ts';
import { registerMemberRows } from './members/slack/rows.ts';
import { registerSignOut } from './members/slack/sign-out.ts';
import type { Secrets } from './platform/crypto/secrets.ts';
import type { Database } from './platform/database/database.ts';
import { pauseCalls } from './platform/database/slack-calls.ts';
import type { Logger } from './platform/process/logger.ts';
import { createSlackShell, type SlackShell } from './platform/slack/bolt.ts';
import { createSlackClients, type SlackClients } from './platform/slack/client.ts';
import { createSlackFiles, type SlackFiles } from './platform/slack/files.ts';
import { authorizeWith } from './platform/slack/identity.ts';
import { createSlackOpenId, type SlackOpenId } from './platform/slack/openid.ts';
import { createSlackPauses, type SlackPauses } from './platform/slack/pauses.ts';
import { createSlackScopes, type SlackScopes } from './platform/slack/scopes.ts';
import { requests } from './requests/slack/ask.ts';
import { registerRequests } from './requests/slack/handlers.ts';
import { registerSettings } from './settings/slack/settings.ts';
import { registerNewLink } from './sign-in/slack/new-link.ts';
import { slackBackPath } from './sign-in/web/slack-paths.ts';
import { registerTools } from './tools/slack/tools.ts';
import { registerWorkspaces } from './workspaces/slack/app.ts';

/** How the app and Slack reach each other. */
export interface SlackSide {
  readonly teams: SlackTeams;
  readonly slack: SlackShell;
  /** How Slack is asked for what it isn't about by itself. */
  readonly asking: {
    readonly slackClients: SlackClients;
    readonly slackScopes: SlackScopes;
    readonly slackFiles: SlackFiles;
    /** How people sign in with Slack; undefined where the app has no ID for that. */
    readonly slackSignIn: SlackOpenId | undefined;
    readonly fetchPicture: SlackFiles['fetchPicture'];
  };
  readonly pauses: SlackPauses;
}

/** Puts together what knows Slack and no feature, save the one that knows the teams. */
export function createSlackSide(
  config: Config,
  deps: {
    readonly database: Database;
    readonly secrets: Secrets;
    readonly log: Logger;
    /** The app's clock. */
    readonly now: () => number;
    readonly stopping: AbortSignal;
    readonly countPause: (method: string) => void;
    readonly countHeldBack: () => void;
  },
): SlackSide {
  const { database, log, stopping, now } = deps;
  const redirectUri = `${config.publicUrl}${redirectPath}`;
  const teams = createSlackTeams({ ...config.slack, redirectUri }, deps);
  const { find, token } = teams;
  const pauses = createSlackPauses({
    log,
    now,
    async note({ slackTeamId, method, ms }) {
      deps.countPause(method);
      await database.run((tx) => pauseCalls(tx, slackTeamId, method, ms));
    },
  });
  const calls = { apiUrl: config.slack.apiUrl, log, stopping, pauses };
  const authorize = authorizeWith(find, pauses);
  const slackFiles = createSlackFiles(calls);
  const { signIn, apiUrl } = config.slack;
  const backUri = `${config.publicUrl}${slackBackPath}`;
  return {
    teams,
    pauses,
    slack: createSlackShell({
      ...config.slack,
      ...calls,
      database,
      publicUrl: config.publicUrl,
      installUrl: teams.oauth && `${config.publicUrl}${installPath}`,
      now,
      authorize,
      token,
      countHeldBack: deps.countHeldBack,
    }),
    asking: {
      slackClients: createSlackClients(find, calls),
      slackScopes: createSlackScopes(),
      slackFiles,
      fetchPicture: slackFiles.fetchPicture,
      slackSignIn: signIn && createSlackOpenId({ ...signIn, apiUrl, redirectUri: backUri, log }),
    },
  };
}

type SlackDeps = Parameters<typeof registerWorkspaces>[1] &
  Parameters<typeof registerUninstall>[1] &
  Parameters<typeof registerMembers>[1] &
  Parameters<typeof registerMemberRows>[1] &
  Parameters<typeof registerNewLink>[1] &
  Parameters<typeof registerSettings>[1] &
  Parameters<typeof registerInvitations>[1] &
  Parameters<typeof registerInvitationRows>[1] &
  Parameters<typeof registerImports>[1] &
  Parameters<typeof registerRequests>[1] &
  Parameters<typeof registerTools>[1] &
  Parameters<typeof registerLinkWarnings>[1] &
  Parameters<typeof registerActivity>[1] &
  Parameters<typeof registerHome>[1];

/** What each feature answers in Slack. */
export function listenToSlack(
  app: SlackShell['app'],
  given: Omit<SlackDeps, 'lists' | 'requests'>,
): void {
  const deps: SlackDeps = { ...given, lists: createLists(given), requests };
  registerWorkspaces(app, deps);
  registerUninstall(app, deps);
  registerMembers(app, deps);
  registerMemberRows(app, deps);
  registerSignOut(app, deps);
  registerNewLink(app, deps);
  registerSettings(app, deps);
  registerInvitations(app, deps);
  registerInvitationRows(app, deps);
  registerImports(app, deps);
  registerRequests(app, deps);
  registerTools(app, deps);
  registerLinkWarnings(app, deps);
  registerActivity(app, deps);
  registerHome(app, deps);
}
