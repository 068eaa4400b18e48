import type { BlockAction } from '@slack/bolt';
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
