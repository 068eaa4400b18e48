import { addMessage } from '../messages.ts';
import { notSent, type Reply } from '../requests.ts';
import { type Channel, knownChannel, knownUser, type Message, newId } from '../state.ts';
import { encodeTyped, linksIn, ownLinks } from '../typed-text.ts';
import type { World } from '../world.ts';
import { isWanted, sendWantedEvent } from './events.ts';

/** A message that a person posts. */
export interface PostAct {
  user: string;
  channel: string;
  text: string;
  threadTs?: string;
}

/**
 * Posts a person's message. When it has links of the app's domains, the app hears of them, whether it
 * is in the channel or not; resolves after its answer. https://docs.slack.dev/reference/events/link_shared
 */
export async function postByPerson(world: World, act: PostAct): Promise<Message> {
  const channel = knownChannel(world.state, act.channel);
  const user = knownUser(world.state, act.user);
  if (!channel.members.includes(user.id)) throw new Error(`${user.id} is not in ${channel.id}`);
  if (isReadOnly(world, channel)) throw new Error(`Nobody can write to the app in ${channel.id}`);
  const thread = act.threadTs === undefined ? {} : { threadTs: act.threadTs };
  const text = encodeTyped(world.state, act.text);
  const to = { channel: channel.id, user: user.id, byApp: false, ...thread };
  const message = addMessage(world, to, { text });
  const links = ownLinks(linksIn(text), world.unfurlDomains);
  // With an external member's message the app hears nothing: it is not installed in their team.
  const isExternal = user.teamId !== undefined && user.teamId !== world.state.team.id;
  if (links.length === 0 || isExternal || !isWanted(world, 'link_shared')) return message;
  message.links = links.map((link) => link.url);
  message.unfurlId = `${channel.id}.${message.ts}.${newId('', 24).toLowerCase()}`;
  await sendWantedEvent(
    world,
    {
      type: 'link_shared',
      user: user.id,
      channel: channel.id,
      message_ts: message.ts,
      ...(act.threadTs && { thread_ts: act.threadTs }),
      links,
      source: 'conversations_history',
      unfurl_id: message.unfurlId,
      is_bot_user_member: channel.hasApp,
      user_locale: user.locale ?? 'en-US',
    },
    { isExtShared: channel.isExtShared },
  );
  return message;
}

/**
 * Types or pastes a message without sending it. The app hears of its links, in a place that only
 * chat.unfurl can reach; the preview is under `unfurls('COMPOSER', unfurlId)`.
 */
export async function composeByPerson(
  world: World,
  act: PostAct,
): Promise<Reply & { unfurlId: string }> {
  const user = knownUser(world.state, act.user);
  const channel = knownChannel(world.state, act.channel);
  const unfurlId = `${user.id}-${newId('', 32).toLowerCase()}`;
  const encoded = encodeTyped(world.state, act.text);
  const links = ownLinks(linksIn(encoded), world.unfurlDomains);
  if (links.length === 0 || !isWanted(world, 'link_shared')) {
    return { ...notSent, unfurlId };
  }
  world.state.compositions[unfurlId] = {
    user: user.id,
    channel: channel.id,
    links: links.map((link) => link.url),
    unfurls: {},
  };
  const reply = await sendWantedEvent(world, {
    type: 'link_shared',
    user: user.id,
    channel: 'COMPOSER',
    message_ts: unfurlId,
    links,
    source: 'composer',
    unfurl_id: unfurlId,
    is_bot_user_member: channel.hasApp,
    user_locale: user.locale ?? 'en-US',
  });
  return { ...reply, unfurlId };
}

/** Whether the conversation is the app's Messages tab, and its manifest lets nobody write there. */
function isReadOnly({ manifest }: World, channel: Channel): boolean {
  return channel.isIm && manifest !== undefined && (!manifest.hasMessages || manifest.isReadOnly);
}
