import type { ConversationFilter } from '@slack/types';
import type { Channel, Json, PretendUser, SlackState } from './state.ts';

/** Whether these are direct messages: with the app, or between two people. */
export function isDirect(channel: Channel): boolean {
  return channel.isIm || channel.id.startsWith('D');
}

/** Which conversations an element offers; all when it doesn't say. */
function filterOf(element: Json): Partial<ConversationFilter> {
  if (String(element.type).includes('channels')) return { include: ['public'] };
  return (element.filter as ConversationFilter | undefined) ?? {};
}

function kindOf(channel: Channel): 'im' | 'private' | 'public' {
  if (isDirect(channel)) return 'im';
  return channel.isPrivate ? 'private' : 'public';
}

/** The conversations that this person sees and that a conversations or channels select offers them. */
export function offeredConversations(element: Json, slack: SlackState, viewer: string): Channel[] {
  const { include, exclude_external_shared_channels, exclude_bot_users } = filterOf(element);
  return slack.channels
    .filter((channel) => !channel.isPrivate || channel.members.includes(viewer))
    .filter((channel) => !include || include.includes(kindOf(channel)))
    .filter((channel) => !(exclude_external_shared_channels && channel.isExtShared))
    .filter((channel) => !(exclude_bot_users && channel.isIm));
}

function areMessagesWith(channel: Channel, user: PretendUser, slack: SlackState): boolean {
  if (channel.isIm) return user.id === slack.app.botUserId;
  return isDirect(channel) && channel.members.includes(user.id);
}

/** The people whom such a select offers beside, because this person has no direct messages with them yet. */
export function offeredPeople(element: Json, slack: SlackState, viewer: string): PretendUser[] {
  const { include, exclude_bot_users } = filterOf(element);
  if (include && !include.includes('im')) return [];
  const direct = slack.channels.filter((one) => isDirect(one) && one.members.includes(viewer));
  return slack.users
    .filter((user) => !user.deleted && user.id !== viewer && user.id !== 'USLACKBOT')
    .filter((user) => !(exclude_bot_users && user.isBot))
    .filter((user) => user.teamId === undefined || user.teamId === slack.team.id)
    .filter((user) => !direct.some((channel) => areMessagesWith(channel, user, slack)));
}

/**
 * What such a select holds for a conversation or person that this person chose: the conversation's id, also for somebody
 * with whom they have direct messages, and otherwise the person's. Slack documents neither. Undefined when it doesn't
 * offer that.
 */
export function conversationHeld(
  element: Json,
  slack: SlackState,
  viewer: string,
  id: string,
): string | undefined {
  const offered = offeredConversations(element, slack, viewer);
  const user = slack.users.find((one) => one.id === id);
  const conversation = offered.find((channel) =>
    user ? areMessagesWith(channel, user, slack) : channel.id === id,
  );
  if (conversation) return conversation.id;
  return offeredPeople(element, slack, viewer).find((one) => one.id === id)?.id;
}
