import type { AnyBlock, MessageAttachment } from '@slack/types';
import { withIds } from './elements.ts';
import { type Ephemeral, type Json, type Message, newId, nextTs } from './state.ts';
import { announce, type World } from './world.ts';

/** What a message shows. */
export interface Content {
  text: string;
  blocks?: AnyBlock[];
  attachments?: MessageAttachment[];
}

/** The part of some arguments that a message shows; they were checked before. */
export function contentOf(fields: Json): Content {
  const blocks = fields.blocks as AnyBlock[] | undefined;
  const attachments = fields.attachments as MessageAttachment[] | undefined;
  return {
    text: typeof fields.text === 'string' ? fields.text : '',
    ...(blocks && { blocks: withIds(blocks) }),
    ...(attachments && { attachments: structuredClone(attachments) }),
  };
}

/** Puts a message that stays into a conversation. */
export function addMessage(
  world: World,
  to: { channel: string; user: string; byApp: boolean; threadTs?: string },
  content: Content,
): Message {
  const ts = nextTs(world.state, world.now());
  const message: Message = { ...to, ts, ...content, links: [], unfurls: {} };
  world.state.messages.push(message);
  announce(world, { kind: 'message', channel: to.channel, user: to.user, ts });
  return message;
}

/** Shows a message to one person. */
export function addEphemeral(
  world: World,
  to: { channel: string; user: string; from: 'app' | 'slack'; threadTs?: string },
  content: Content,
): Ephemeral {
  const ts = nextTs(world.state, world.now());
  const ephemeral: Ephemeral = { id: newId('E'), ts, ...to, ...content };
  world.state.ephemerals.push(ephemeral);
  announce(world, { kind: 'ephemeral', channel: to.channel, user: to.user, ts });
  return ephemeral;
}

/** The message with this ts; undefined when there is none. */
export function findMessage(world: World, channel: string, ts: string): Message | undefined {
  return world.state.messages.find((one) => one.channel === channel && one.ts === ts);
}

/** Changes what a message shows. What is left out stays, as chat.update has it. */
export function changeMessage(world: World, message: Message, content: Partial<Content>): void {
  Object.assign(message, content, { edited: true });
  announce(world, { kind: 'message', channel: message.channel, ts: message.ts });
}

function removeFrom<T>(list: T[], item: T | undefined): void {
  const index = item === undefined ? -1 : list.indexOf(item);
  if (index !== -1) list.splice(index, 1);
}

/** A message as it stands in payloads and answers. */
export function messagePayload(world: World, message: Message): Json {
  const { app, team } = world.state;
  return structuredClone({
    type: 'message',
    user: message.user,
    ts: message.ts,
    team: team.id,
    text: message.text,
    ...(message.byApp && { bot_id: app.botId, app_id: app.id }),
    ...(message.blocks && { blocks: message.blocks }),
    ...(message.attachments && { attachments: message.attachments }),
    ...(message.threadTs && { thread_ts: message.threadTs }),
    ...(message.edited && { edited: { user: message.user, ts: message.ts } }),
  });
}

function removeOriginal(world: World, at: { channel: string; ts?: string; id?: string }): void {
  const { ephemerals, messages } = world.state;
  removeFrom(
    ephemerals,
    ephemerals.find((one) => one.id === at.id),
  );
  removeFrom(
    messages,
    messages.find((one) => one.channel === at.channel && one.ts === at.ts),
  );
  announce(world, { kind: at.id ? 'ephemeral' : 'message', channel: at.channel });
}

/** What an answer to a response_url (or to a command) asks for; it was checked before. */
export interface Answer {
  channel: string;
  user: string;
  messageTs: string | null;
  ephemeralId: string | null;
  threadTs: string | null;
}

/**
 * Does what an app's answer asks for: deletes or replaces the message clicked on, or adds one, seen by
 * one person unless it says `in_channel`. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export function applyAnswer(world: World, to: Answer, fields: Json): void {
  const { channel, user } = to;
  const original = to.messageTs === null ? undefined : findMessage(world, channel, to.messageTs);
  const ephemeral = world.state.ephemerals.find((one) => one.id === to.ephemeralId);
  const target = {
    channel,
    ...(original && { ts: original.ts }),
    ...(ephemeral && { id: ephemeral.id }),
  };
  if (fields.delete_original === true) {
    removeOriginal(world, target);
    return;
  }
  const content = contentOf(fields);
  if (fields.replace_original === true && original) {
    changeMessage(world, original, content);
    return;
  }
  if (fields.replace_original === true && ephemeral) {
    const { id, ts, from, threadTs } = ephemeral;
    const list = world.state.ephemerals;
    const next = { id, ts, user, channel, from, ...(threadTs && { threadTs }), ...content };
    list.splice(list.indexOf(ephemeral), 1, next);
    announce(world, { kind: 'ephemeral', channel, user, ts });
    return;
  }
  const asked = typeof fields.thread_ts === 'string' ? fields.thread_ts : to.threadTs;
  const thread = asked === null ? {} : { threadTs: asked };
  if (fields.response_type === 'in_channel') {
    const { botUserId } = world.state.app;
    addMessage(world, { channel, user: botUserId, byApp: true, ...thread }, content);
    return;
  }
  addEphemeral(world, { channel, user, from: 'app', ...thread }, content);
}
