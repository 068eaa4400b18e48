import { userObject } from '../methods/users.ts';
import { notSent, type Reply } from '../requests.ts';
import { knownUser, type PretendUser } from '../state.ts';
import type { World } from '../world.ts';
import { isWanted, sendWantedEvent } from './events.ts';

/**
 * Something about somebody changes: their status, or that they are deactivated. Slack tells of each change, with the
 * whole person, whatever it is. https://docs.slack.dev/reference/events/user_change
 */
export async function changePerson(
  world: World,
  userId: string,
  change: Partial<PretendUser>,
): Promise<Reply> {
  const user = Object.assign(knownUser(world.state, userId), change);
  if (!isWanted(world, 'user_change')) return notSent;
  return await sendWantedEvent(world, {
    type: 'user_change',
    user: userObject(world, user, false),
  });
}
