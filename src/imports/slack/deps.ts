import type { WebClient } from '@slack/web-api';
import type { InvitationDeps } from '../../invitations/api.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import type { SlackClients } from '../../platform/slack/client.ts';
import type { SlackFiles } from '../../platform/slack/files.ts';
import type { SlackPaces } from '../../platform/slack/paces.ts';
import type { SlackScopes } from '../../platform/slack/scopes.ts';
import type { InvitationId, WorkspaceId } from '../../shared/ids.ts';

/** Says of an invitation's links, wherever they were posted, that they are dead. */
type CorrectPosted = (
  client: WebClient,
  workspaceId: WorkspaceId,
  of: { invitationId: InvitationId },
) => Promise<void>;

/** What the screens of imports work with. */
export interface ImportSlackDeps extends ActorDeps, InvitationDeps {
  readonly correctPosted: CorrectPosted;
  readonly slackScopes: SlackScopes;
  readonly slackFiles: SlackFiles;
  readonly paces: Pick<SlackPaces, 'crowds' | 'lists'>;
  /** Once the app stops, nothing is waited for. */
  readonly stopping: AbortSignal;
}

/** What is done in the background works with. */
export interface ImportRunDeps extends ActorDeps, InvitationDeps {
  readonly correctPosted: CorrectPosted;
  readonly slackClients: SlackClients;
}
