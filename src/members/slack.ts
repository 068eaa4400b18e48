import type { AllMiddlewareArgs, App, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { SlackPeople } from './slack-people.ts';

type TeamJoin = SlackEventMiddlewareArgs<'team_join'> & AllMiddlewareArgs;
type UserChange = SlackEventMiddlewareArgs<'user_change'> & AllMiddlewareArgs;

/** Registers what Slack tells about people: whoever changed is asked for anew. */
export function registerMembers(app: App, deps: { readonly people: SlackPeople }): void {
  app.event('team_join', async ({ context, event }: TeamJoin) => {
    if (context.teamId) deps.people.forget(context.teamId, event.user.id);
  });
  app.event('user_change', async ({ context, event }: UserChange) => {
    if (context.teamId) deps.people.forget(context.teamId, event.user.id);
  });
}
