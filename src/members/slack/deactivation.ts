import type { AllMiddlewareArgs, App, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { parseEmailAddress } from '../../shared/email-address.ts';
import { followSlack, type SlackStatus, tellOfLastAdmin } from '../use-cases/deactivation.ts';
import type { MemberDeps } from '../use-cases/manage.ts';
import { type ActorDeps, possibleAdmins } from './actor.ts';

type Told = SlackEventMiddlewareArgs<'user_change' | 'team_join'> & AllMiddlewareArgs;

export interface MemberSlackDeps extends MemberDeps, ActorDeps {}

/** Registers what Slack tells about people: whoever changed is asked for anew, who is deactivated is noted. */
export function registerMembers(app: App, deps: MemberSlackDeps): void {
  app.event('user_change', (args) => hear(deps, args));
  app.event('team_join', (args) => hear(deps, args));
}

async function hear(deps: MemberSlackDeps, { client, context, event }: Told): Promise<void> {
  const { teamId } = context;
  const { user } = event;
  if (!teamId) return;
  deps.people.forget(teamId, user.id);
  const teams = [user.team_id, ...(user.enterprise_user?.teams ?? [])];
  // Somebody of another organisation, with whom a channel is shared.
  if (!teams.includes(teamId)) return;
  const email = parseEmailAddress(user.profile?.email ?? '');
  await keepInStep(deps, client, {
    slackTeamId: teamId,
    userId: user.id,
    address: email.ok ? email.value.address : undefined,
    isDeactivated: user.deleted === true,
    name: user.profile?.real_name || user.name || user.id,
  });
}

/** Does what follows from Slack's word on somebody: see {@link followSlack}. */
export async function keepInStep(
  deps: MemberSlackDeps,
  client: WebClient,
  word: SlackStatus,
): Promise<void> {
  const { slackTeamId, userId } = word;
  const followed = await followSlack(deps, word, (workspace) =>
    possibleAdmins(deps, client, workspace, userId, { mayWait: true }),
  );
  if (followed.did !== 'kept_last_admin') return;
  const { known, asked } = deps.people.admins(client, slackTeamId);
  const admins = (await asked?.catch(() => known)) ?? known;
  const others = admins.map((admin) => admin.userId).filter((each) => each !== userId);
  await tellOfLastAdmin(deps.database, followed.workspaceId, others);
}
