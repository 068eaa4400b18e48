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
import { type ApiAnswer, failed, refusedScope } from './method.ts';
import { pageOf } from './pages.ts';

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

function scopeFor(channel: Channel): string {
  if (channel.isIm) return 'im:read';
  return channel.isPrivate ? 'groups:read' : 'channels:read';
}

/** The conversation that a call is about, or why the app may not have it. */
function readable(
  world: World,
  method: string,
  args: Json,
): { channel: Channel } | { refusal: ApiAnswer } {
  const channel = findChannel(world.state, neededText(args, 'channel'));
  if (!channel || (channel.isPrivate && !channel.hasApp)) {
    return { refusal: failed('channel_not_found') };
  }
  const needed = scopeFor(channel);
  if (world.state.scopes.includes(needed)) return { channel };
  return { refusal: refusedScope(world, method, needed, args) };
}

/** Who is in a conversation, the app's bot too; whoever is deactivated leaves all. */
function membersOf({ state }: World, { members, hasApp }: Channel): string[] {
  const active = members.filter((id) => !findUser(state, id)?.deleted);
  return hasApp ? [...active, state.app.botUserId] : active;
}

/** https://docs.slack.dev/reference/methods/conversations.info, https://docs.slack.dev/reference/objects/conversation-object */
export function conversationInfo(world: World, args: Json): ApiAnswer {
  const found = readable(world, 'conversations.info', args);
  if ('refusal' in found) return found.refusal;
  const { channel } = found;
  if (channel.isIm) {
    const { id, members } = channel;
    return { ok: true, channel: { id, is_im: true, user: members[0], is_user_deleted: false } };
  }
  // Private channels from before March 2021 are groups.
  const isGroup = channel.id.startsWith('G');
  return {
    ok: true,
    channel: {
      id: channel.id,
      name: channel.name,
      is_channel: !isGroup,
      is_group: isGroup,
      is_im: false,
      is_private: channel.isPrivate,
      is_archived: false,
      is_member: channel.hasApp,
      is_ext_shared: channel.isExtShared,
      context_team_id: world.state.team.id,
      ...(flagArgument(args, 'include_num_members') && {
        num_members: membersOf(world, channel).length,
      }),
    },
  };
}

/** https://docs.slack.dev/reference/methods/conversations.members */
export function conversationMembers(world: World, args: Json): ApiAnswer {
  const found = readable(world, 'conversations.members', args);
  if ('refusal' in found) return found.refusal;
  const all = membersOf(world, found.channel);
  const page = pageOf(all, args, { usual: 100, idOf: (id) => id });
  if ('error' in page) return failed(page.error);
  const { items: members, response_metadata } = page;
  return { ok: true, members, response_metadata };
}
