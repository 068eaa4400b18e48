import type { World } from '../world.ts';
import type { ApiAnswer } from './method.ts';

/** https://docs.slack.dev/reference/methods/apps.connections.open */
export function openConnection(world: World): ApiAnswer {
  return { ok: true, url: world.sockets.ticket(world.address) };
}
