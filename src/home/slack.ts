import type { AllMiddlewareArgs, App, SlackEventMiddlewareArgs } from '@slack/bolt';
import { listInvitations } from '../invitations/use-cases/list.ts';
import { type ActorDeps, adminsToAsk, identifyRequester, lookUpActor } from '../members/actor.ts';
import { listMembers } from '../members/use-cases.ts';
import { adminHome, memberHome } from './slack-blocks.ts';

type HomeOpened = SlackEventMiddlewareArgs<'app_home_opened'> & AllMiddlewareArgs;

/** Registers the app's Home tab. */
export function registerHome(app: App, deps: ActorDeps): void {
  app.event('app_home_opened', (args) => showHome(deps, args));
}

const mostRows = 20;

async function showHome(deps: ActorDeps, args: HomeOpened): Promise<void> {
  const { client, context, event } = args;
  if (event.tab !== 'home') return;
  const requester = await identifyRequester(deps, client, context);
  const { workspace } = requester;
  const actor = await lookUpActor(deps, requester);
  const view = actor.isAdmin
    ? await deps.database.read(async (tx) => {
        const invited = await listInvitations(tx, workspace.id, mostRows);
        const joined = await listMembers(tx, workspace.id, mostRows);
        return adminHome({
          workspaceName: workspace.name,
          invitations: invited.invitations,
          invitationsTotal: invited.total,
          members: joined.members,
          membersTotal: joined.total,
          now: tx.now,
        });
      })
    : memberHome(workspace.name, await adminsToAsk(deps, client, workspace));
  await client.views.publish({ user_id: event.user, view });
}
