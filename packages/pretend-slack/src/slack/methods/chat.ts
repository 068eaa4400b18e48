import { checkMessage } from '../../block-kit/check-message.ts';
import { neededText, textArgument } from '../arguments.ts';
import {
  addEphemeral,
  addMessage,
  changeMessage,
  contentOf,
  findMessage,
  messagePayload,
} from '../messages.ts';
import { type Channel, findChannel, findUser, type Json } from '../state.ts';
import type { World } from '../world.ts';
import { openDirect } from './conversations.ts';
import { type ApiAnswer, failed, refusedBlocks } from './method.ts';

function contentRefusal(world: World, method: string, args: Json): ApiAnswer | undefined {
  const { text, blocks, attachments } = args;
  const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;
  const hasBlocks = blocks !== undefined && !isEmptyList(blocks);
  const hasAttachments = attachments !== undefined && !isEmptyList(attachments);
  if (!text && !hasBlocks && !hasAttachments) {
    return refusedBlocks(world, method, 'no_text', ['no text and no blocks'], args);
  }
  if (String(text ?? '').length > 40_000) {
    return refusedBlocks(world, method, 'msg_too_long', ['text over 40000 characters'], args);
  }
  const problems = checkMessage(args);
  if (problems.length === 0) return undefined;
  const error = Array.isArray(blocks ?? []) ? 'invalid_blocks' : 'invalid_blocks_format';
  return refusedBlocks(world, method, error, problems, args);
}

function placeToPost(world: World, id: string): { channel: Channel } | { error: string } {
  if (/^[UW]/.test(id)) {
    const opened = openDirect(world.state, id);
    if (!('error' in opened)) return opened;
    return { error: opened.error === 'cannot_dm_bot' ? opened.error : 'channel_not_found' };
  }
  const channel = findChannel(world.state, id);
  if (!channel || (channel.isPrivate && !channel.hasApp)) return { error: 'channel_not_found' };
  return { channel };
}

function threadOf(args: Json): { threadTs?: string } {
  const threadTs = textArgument(args, 'thread_ts');
  return threadTs === undefined ? {} : { threadTs };
}

/** https://docs.slack.dev/reference/methods/chat.postMessage */
export function postMessage(world: World, args: Json): ApiAnswer {
  const place = placeToPost(world, neededText(args, 'channel'));
  if ('error' in place) return failed(place.error);
  const { channel } = place;
  if (channel.isIm && world.manifest?.hasMessages === false) return failed('messages_tab_disabled');
  if (!channel.hasApp && !world.state.scopes.includes('chat:write.public')) {
    return failed('not_in_channel');
  }
  const refusal = contentRefusal(world, 'chat.postMessage', args);
  if (refusal) return refusal;
  const { botUserId } = world.state.app;
  const to = { channel: channel.id, user: botUserId, byApp: true, ...threadOf(args) };
  const message = addMessage(world, to, contentOf(args));
  return {
    ok: true,
    channel: channel.id,
    ts: message.ts,
    message: messagePayload(world, message),
  };
}

/**
 * chat:write.public does not help here: the app must be in the channel, and so must the person.
 * https://docs.slack.dev/reference/methods/chat.postEphemeral
 */
export function postEphemeral(world: World, args: Json): ApiAnswer {
  const channel = findChannel(world.state, neededText(args, 'channel'));
  const user = findUser(world.state, neededText(args, 'user'));
  if (!channel || (channel.isPrivate && !channel.hasApp)) return failed('channel_not_found');
  if (!channel.hasApp) return failed('not_in_channel');
  if (!user || !channel.members.includes(user.id)) return failed('user_not_in_channel');
  const refusal = contentRefusal(world, 'chat.postEphemeral', args);
  if (refusal) return refusal;
  const to = { channel: channel.id, user: user.id, from: 'app' as const, ...threadOf(args) };
  return { ok: true, message_ts: addEphemeral(world, to, contentOf(args)).ts };
}

/** What is left out stays. https://docs.slack.dev/reference/methods/chat.update */
export function updateMessage(world: World, args: Json): ApiAnswer {
  const channel = neededText(args, 'channel');
  const message = findMessage(world, channel, neededText(args, 'ts'));
  if (!findChannel(world.state, channel)) return failed('channel_not_found');
  if (!message) return failed('message_not_found');
  if (!message.byApp) return failed('cant_update_message');
  const refusal = contentRefusal(world, 'chat.update', args);
  if (refusal) return refusal;
  const { text, ...shown } = contentOf(args);
  changeMessage(world, message, args.text === undefined ? shown : { text, ...shown });
  return {
    ok: true,
    channel,
    ts: message.ts,
    text: message.text,
    message: messagePayload(world, message),
  };
}
