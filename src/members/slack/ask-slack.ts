import type { WebClient } from '@slack/web-api';
import type { SlackClients } from '../../platform/slack/client.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { findWorkspaceById } from '../../workspaces/api.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import type { AskSlack } from '../use-cases/manage.ts';
import { type ActorDeps, possibleAdmins } from './actor.ts';

/** What is asked from Slack before somebody loses rights, while Slack itself waits for our answer. */
export function askSlack(
  deps: ActorDeps,
  client: WebClient,
  workspace: Workspace,
  how: { readonly mayWait?: boolean } = {},
): AskSlack {
  return {
    userWithAddress: (email) => deps.people.userWithAddress(client, email),
    otherAdmins: (except) => possibleAdmins(deps, client, workspace, except, how),
  };
}

/** The same on behalf of somebody at a browser; undefined for a workspace in which the app isn't any more. */
export function askSlackFor(
  deps: ActorDeps & { readonly slackClients: SlackClients },
): (id: WorkspaceId) => Promise<AskSlack | undefined> {
  return async (id) => {
    const workspace = await deps.database.run((tx) => findWorkspaceById(tx, id));
    const client = workspace && (await deps.slackClients(workspace.slackTeamId));
    return workspace && client && askSlack(deps, client, workspace, { mayWait: true });
  };
}
