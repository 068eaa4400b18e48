import type { AllMiddlewareArgs, BlockAction } from '@slack/bolt';
import type { Requester } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { type HomeState, parseHomeState } from '../rules.ts';
import type { HomePublisher } from './publisher.ts';

/** What the Home tab's handlers work with. */
export interface HomeSlackDeps extends ActorDeps {
  readonly home: HomePublisher;
}

/** The state of the Home tab in which something was pressed. */
export function pressedState(body: BlockAction): HomeState {
  return parseHomeState(parsedObject(body.view?.private_metadata ?? ''));
}

/** Shows the Home tab anew after a press in it, in the state that the press led to. */
export async function turnTo(
  deps: HomeSlackDeps,
  { client, body }: Pick<AllMiddlewareArgs, 'client'> & { body: BlockAction },
  requester: Requester,
  state: HomeState,
): Promise<void> {
  const hash = body.view?.hash;
  await deps.home.publish(client, requester, { state, ...(hash !== undefined && { hash }) });
}
