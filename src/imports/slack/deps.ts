import type { InvitationDeps } from '../../invitations/api.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import type { SlackClients } from '../../platform/slack/client.ts';
import type { SlackFiles } from '../../platform/slack/files.ts';
import type { SlackPaces } from '../../platform/slack/paces.ts';
import type { SlackScopes } from '../../platform/slack/scopes.ts';

/** What the screens of imports work with. */
export interface ImportSlackDeps extends ActorDeps, InvitationDeps {
  readonly slackScopes: SlackScopes;
  readonly slackFiles: SlackFiles;
  readonly paces: Pick<SlackPaces, 'crowds'>;
  /** Once the app stops, nothing is waited for. */
  readonly stopping: AbortSignal;
}

/** What sending them in the background works with. */
export interface ImportRunDeps extends ImportSlackDeps {
  readonly slackClients: SlackClients;
}
