import { uninstallApp } from '../acts/uninstall.ts';
import { neededText } from '../arguments.ts';
import type { Json } from '../state.ts';
import type { World } from '../world.ts';
import { type ApiAnswer, failed } from './method.ts';

/** The app removes itself. https://docs.slack.dev/reference/methods/apps.uninstall */
export function uninstallItself(world: World, args: Json): ApiAnswer {
  if (neededText(args, 'client_id') !== world.credentials.clientId) {
    return failed('invalid_client_id');
  }
  if (neededText(args, 'client_secret') !== world.credentials.clientSecret) {
    return failed('bad_client_secret');
  }
  // It is told afterwards, as is whoever is removed by a person.
  void uninstallApp(world);
  return { ok: true };
}
