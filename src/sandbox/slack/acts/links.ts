import { addMessage } from '../messages.ts';
import { type EnvelopeOptions, eventEnvelope } from '../payloads.ts';
import { notSent, type Reply, sendEvent } from '../requests.ts';
import {
  directMessages,
  type Json,
  knownChannel,
  knownUser,
  type Message,
  newId,
} from '../state.ts';
import { encodeTyped, linksIn, ownLinks } from '../typed-text.ts';
import { homeOf, viewPayload } from '../views.ts';
import type { World } from '../world.ts';

/** Sends any event, as Slack's first try unless told otherwise. */
export function sendAnyEvent(
  world: World,
  event: { type: string } & Json,
  options: EnvelopeOptions = {},
): Promise<Reply> {
  return sendEvent(world, eventEnvelope(world, event, options), options.retryNum);
}

/** Opens the app's Home (or Messages) tab. The event has the view once one was published. */
export function openTab(world: World, user: string, tab: string): Promise<Reply> {
  const { id } = directMessages(world.state, knownUser(world.state, user).id);
  const home = homeOf(world, user);
  return sendAnyEvent(world, {
    type: 'app_home_opened',
    user,
    channel: id,
    tab,
    ...(home && tab === 'home' && { view: viewPayload(world, home) }),
  });
}

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
  const thread = act.threadTs === undefined ? {} : { threadTs: act.threadTs };
  const text = encodeTyped(world.state, act.text);
  const to = { channel: channel.id, user: user.id, byApp: false, ...thread };
  const message = addMessage(world, to, { text });
  const links = ownLinks(linksIn(text), world.unfurlDomains);
  // With an external member's message the app hears nothing: it is not installed in their team.
  const isExternal = user.teamId !== undefined && user.teamId !== world.state.team.id;
  if (links.length === 0 || isExternal || !world.state.installed) return message;
  message.links = links.map((link) => link.url);
  message.unfurlId = `${channel.id}.${message.ts}.${newId('', 24).toLowerCase()}`;
  await sendAnyEvent(
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
  if (links.length === 0 || !world.state.installed) {
    return { ...notSent, unfurlId };
  }
  world.state.compositions[unfurlId] = {
    user: user.id,
    channel: channel.id,
    links: links.map((link) => link.url),
    unfurls: {},
  };
  const reply = await sendAnyEvent(world, {
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
