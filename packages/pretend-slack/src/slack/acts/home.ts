import type { Reply } from '../requests.ts';
import { directMessages, knownUser } from '../state.ts';
import { homeOf, viewPayload } from '../views.ts';
import type { World } from '../world.ts';
import { sendWantedEvent } from './events.ts';

/** Opens the app's Home (or Messages) tab. The event has the view once one was published. */
export function openTab(world: World, user: string, tab: string): Promise<Reply> {
  const { id } = directMessages(world.state, knownUser(world.state, user).id);
  const home = homeOf(world, user);
  return sendWantedEvent(world, {
    type: 'app_home_opened',
    user,
    channel: id,
    tab,
    ...(home && tab === 'home' && { view: viewPayload(world, home) }),
  });
}
