import { notSent, type Reply } from '../requests.ts';
import { announce, type World } from '../world.ts';
import { sendWantedEvent } from './events.ts';

/** Takes the app away from the team with all that it shows there, and tells it in Slack's two events. */
export async function uninstallApp(world: World): Promise<Reply[]> {
  const { state } = world;
  state.installed = false;
  state.modals = {};
  state.homes = {};
  state.views = {};
  announce(world, { kind: 'home' });
  // Slack removes an app also where nobody answers.
  if (world.appUrl === null) return [notSent, notSent];
  const tokens = { oauth: [], bot: [state.app.botUserId] };
  return [
    await sendWantedEvent(world, { type: 'tokens_revoked', tokens }),
    await sendWantedEvent(world, { type: 'app_uninstalled' }),
  ];
}
