import type { AllMiddlewareArgs, BlockAction, ViewSubmitAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { parsedObject } from '../invitations/slack-blocks.ts';
import type { ManageDeps } from '../invitations/use-cases/manage.ts';
import type { ActorDeps } from '../members/actor.ts';
import { identifyRequester } from '../members/actor.ts';
import type { Requester } from '../members/rules.ts';
import type { MemberDeps } from '../members/use-cases/manage.ts';
import type { Patience } from '../platform/process/deadline.ts';
import type { RetryDeps } from '../platform/slack/retry.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';
import { type HomeState, parseHomeState } from './rules.ts';
import type { HomePublisher } from './slack-publisher.ts';

/** What the Home tab's handlers work with. */
export interface HomeSlackDeps extends ActorDeps, ManageDeps, MemberDeps, RetryDeps {
  readonly home: HomePublisher;
  /** Says of an invitation's links, wherever they were posted, that they are dead. */
  readonly correctPosted: (
    client: WebClient,
    workspaceId: WorkspaceId,
    of: { invitationId: InvitationId },
  ) => Promise<void>;
}

/** The state of the Home tab in which something was pressed. */
export function pressedState(body: BlockAction): HomeState {
  return parseHomeState(parsedObject(body.view?.private_metadata ?? ''));
}

/**
 * Shows the Home tab anew after a press in it: in the state that the press led to or else where they are, and
 * with a sentence on what came of it if that is needed.
 */
export async function showAgain(
  deps: HomeSlackDeps,
  { client, body }: Pick<AllMiddlewareArgs, 'client'> & { body: BlockAction },
  requester: Requester,
  { notice, state }: { notice?: string | undefined; state?: HomeState },
): Promise<void> {
  const hash = body.view?.hash;
  await deps.home.publish(client, requester, {
    ...(state && { state }),
    ...(notice !== undefined && { notice }),
    ...(hash !== undefined && { hash }),
  });
}

/** Who pressed or submitted. Before a submission is answered, `beforeAnswer` says how long that may take. */
export async function requesterOf(
  deps: HomeSlackDeps,
  { client, context }: Pick<AllMiddlewareArgs, 'client' | 'context'>,
  patience?: Patience,
): Promise<Requester> {
  return await identifyRequester(deps, client, context, patience);
}

/** What a field of a submitted dialog holds. */
export function submitted(view: ViewSubmitAction['view'], block: string, input: string) {
  return view.state.values[block]?.[input];
}
