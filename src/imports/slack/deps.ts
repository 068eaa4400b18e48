import type { InvitationDeps } from '../../invitations/api.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import type { SlackClients } from '../../platform/slack/client.ts';

/** What the screens of imports work with. */
export interface ImportSlackDeps extends ActorDeps, InvitationDeps {}

/** What sending them in the background works with. */
export interface ImportRunDeps extends ImportSlackDeps {
  readonly slackClients: SlackClients;
}
