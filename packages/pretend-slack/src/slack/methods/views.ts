import type { HomeView, ModalView } from '@slack/types';
import { isViewTooLarge } from '../../block-kit/check-view.ts';
import { neededObject, neededText, textArgument } from '../arguments.ts';
import { findUser, type Json, type StoredView } from '../state.ts';
import { useTrigger } from '../triggers.ts';
import { viewProblems } from '../view-check.ts';
import {
  homeOf,
  maxStack,
  modalsOf,
  openModal,
  publishHome,
  pushModal,
  replaceView,
  viewPayload,
} from '../views.ts';
import type { World } from '../world.ts';
import { type ApiAnswer, failed, refusedBlocks } from './method.ts';

function shown(world: World, view: StoredView): ApiAnswer {
  return { ok: true, view: viewPayload(world, view) };
}

function viewRefusal(
  world: World,
  method: string,
  view: Json,
  surface: 'modal' | 'home',
): ApiAnswer | undefined {
  const problems = viewProblems(world, view, surface);
  if (problems.length === 0) return undefined;
  const error = isViewTooLarge(view) ? 'view_too_large' : 'invalid_arguments';
  return refusedBlocks(world, method, error, problems, view);
}

function isTaken(world: World, view: Json, by?: StoredView): boolean {
  return (
    typeof view.external_id === 'string' &&
    view.external_id !== '' &&
    Object.values(world.state.views).some(
      (other) => other.id !== by?.id && other.definition.external_id === view.external_id,
    )
  );
}

/** https://docs.slack.dev/reference/methods/views.open */
export function openView(world: World, args: Json): ApiAnswer {
  const trigger = neededText(args, 'trigger_id');
  const view = neededObject(args, 'view');
  const refusal = viewRefusal(world, 'views.open', view, 'modal');
  if (refusal) return refusal;
  if (isTaken(world, view)) return failed('duplicate_external_id');
  const used = useTrigger(world, trigger);
  if ('error' in used) return failed(used.error);
  return shown(world, openModal(world, used, view as unknown as ModalView));
}

/** https://docs.slack.dev/reference/methods/views.push */
export function pushView(world: World, args: Json): ApiAnswer {
  const trigger = neededText(args, 'trigger_id');
  const view = neededObject(args, 'view');
  const refusal = viewRefusal(world, 'views.push', view, 'modal');
  if (refusal) return refusal;
  if (isTaken(world, view)) return failed('duplicate_external_id');
  const used = useTrigger(world, trigger);
  if ('error' in used) return failed(used.error);
  if (modalsOf(world, used.user).length >= maxStack) return failed('push_limit_reached');
  const pushed = pushModal(world, used, view as unknown as ModalView);
  return pushed ? shown(world, pushed) : failed('push_limit_reached');
}

function viewToUpdate(world: World, args: Json): StoredView | undefined {
  const id = textArgument(args, 'view_id');
  const externalId = id ? undefined : neededText(args, 'external_id');
  return Object.values(world.state.views).find(
    (view) => view.id === id || (externalId && view.definition.external_id === externalId),
  );
}

/** https://docs.slack.dev/reference/methods/views.update */
export function updateView(world: World, args: Json): ApiAnswer {
  const view = neededObject(args, 'view');
  const stored = viewToUpdate(world, args);
  const surface = stored?.definition.type ?? (view.type === 'home' ? 'home' : 'modal');
  const refusal = viewRefusal(world, 'views.update', view, surface);
  if (refusal) return refusal;
  if (!stored) return failed('not_found');
  const hash = textArgument(args, 'hash');
  if (hash !== undefined && hash !== stored.hash) return failed('hash_conflict');
  if (isTaken(world, view, stored)) return failed('duplicate_external_id');
  return shown(world, replaceView(world, stored, view as unknown as ModalView));
}

/** https://docs.slack.dev/reference/methods/views.publish */
export function publishView(world: World, args: Json): ApiAnswer {
  const user = findUser(world.state, neededText(args, 'user_id'));
  const view = neededObject(args, 'view');
  const refusal = viewRefusal(world, 'views.publish', view, 'home');
  if (refusal) return refusal;
  if (!user) return failed('user_not_found');
  if (world.manifest?.hasHome === false) return failed('not_enabled');
  const before = homeOf(world, user.id);
  const hash = textArgument(args, 'hash');
  if (hash !== undefined && hash !== before?.hash) return failed('hash_conflict');
  if (isTaken(world, view, before)) return failed('duplicate_external_id');
  return shown(world, publishHome(world, user.id, view as unknown as HomeView));
}
