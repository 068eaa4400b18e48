import { flagArgument, neededText } from '../arguments.ts';
import {
  type Channel,
  directMessages,
  findChannel,
  findUser,
  type Json,
  type PretendUser,
  type SlackState,
} from '../state.ts';
import type { World } from '../world.ts';
import { type ApiAnswer, failed } from './method.ts';

type DirectError = 'user_not_found' | 'user_not_visible' | 'user_disabled' | 'cannot_dm_bot';

/** A stranger can be written to only when a shared channel has both. */
function isOutOfReach(state: SlackState, user: PretendUser): boolean {
  if (!user.teamId || user.teamId === state.team.id) return false;
  return !state.channels.some(
    (channel) => channel.isExtShared && channel.hasApp && channel.members.includes(user.id),
  );
}

/** The direct messages with a person, or Slack's word for why there can be none. */
export function openDirect(
  state: SlackState,
  id: string,
): { channel: Channel } | { error: DirectError } {
  const user = findUser(state, id);
  if (!user) return { error: 'user_not_found' };
  if (isOutOfReach(state, user)) return { error: 'user_not_visible' };
  if (user.deleted) return { error: 'user_disabled' };
  if (user.isBot || user.id === 'USLACKBOT') return { error: 'cannot_dm_bot' };
  return { channel: directMessages(state, id) };
}

/** https://docs.slack.dev/reference/methods/conversations.open */
export function openConversation(world: World, args: Json): ApiAnswer {
  const users = neededText(args, 'users').split(',');
  // A conversation of several people is nothing that the sandbox has.
  if (users.length > 1) return failed('not_enough_users');
  const opened = openDirect(world.state, users[0] ?? '');
  if ('error' in opened) return failed(opened.error);
  const { id } = opened.channel;
  const more = flagArgument(args, 'return_im') ? { is_im: true, user: users[0] } : {};
  return { ok: true, channel: { id, ...more } };
}

/** https://docs.slack.dev/reference/methods/conversations.info */
export function conversationInfo(world: World, args: Json): ApiAnswer {
  const channel = findChannel(world.state, neededText(args, 'channel'));
  if (!channel || (channel.isPrivate && !channel.hasApp)) return failed('channel_not_found');
  if (channel.isIm) {
    const { id, members } = channel;
    return { ok: true, channel: { id, is_im: true, user: members[0], is_user_deleted: false } };
  }
  return {
    ok: true,
    channel: {
      id: channel.id,
      name: channel.name,
      is_channel: !channel.isPrivate,
      is_group: channel.isPrivate,
      is_im: false,
      is_private: channel.isPrivate,
      is_archived: false,
      is_member: channel.hasApp,
      is_ext_shared: channel.isExtShared,
      context_team_id: world.state.team.id,
    },
  };
}
