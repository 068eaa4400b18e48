import { type Placed, placedElements } from '../elements.ts';
import { messagePayload } from '../messages.ts';
import type { Ephemeral, Json, Message, StoredView, Unfurl } from '../state.ts';
import { findChannel } from '../state.ts';
import { issueResponseUrl } from '../triggers.ts';
import { homeOf, modalsOf, viewPayload } from '../views.ts';
import type { World } from '../world.ts';

/** Where one can press something. */
export type Place =
  | { kind: 'view'; view: StoredView }
  | { kind: 'message'; message: Message }
  | { kind: 'unfurl'; message: Message; unfurl: Unfurl }
  | { kind: 'ephemeral'; ephemeral: Ephemeral };

/** `'modal'`, `'home'`, an ephemeral's id, or a message. */
export type Where = string | { channel: string; ts: string };

function placesOfMessage(message: Message): Place[] {
  const unfurls = Object.values(message.unfurls).map(
    (unfurl): Place => ({ kind: 'unfurl', message, unfurl }),
  );
  return [{ kind: 'message', message }, ...unfurls];
}

function viewPlace(view: StoredView | undefined): Place[] {
  return view ? [{ kind: 'view', view }] : [];
}

function newest(world: World, user: string): Place[] {
  const { messages, ephemerals, channels } = world.state;
  const mine = new Set(channels.filter((one) => one.members.includes(user)).map((one) => one.id));
  const seen = messages.filter((message) => mine.has(message.channel));
  const own = ephemerals.filter((one) => one.user === user);
  const dated = [
    ...seen.map((message) => ({ ts: message.ts, places: placesOfMessage(message) })),
    ...own.map((ephemeral): { ts: string; places: Place[] } => ({
      ts: ephemeral.ts,
      places: [{ kind: 'ephemeral', ephemeral }],
    })),
  ];
  return dated.sort((a, b) => Number(b.ts) - Number(a.ts)).flatMap((one) => one.places);
}

/** The places that this person sees, in the order in which a press looks for its element. */
export function placesFor(world: World, user: string, where: Where | undefined): Place[] {
  const modal = viewPlace(modalsOf(world, user).at(-1));
  const home = viewPlace(homeOf(world, user));
  if (where === 'modal') return modal;
  if (where === 'home') return home;
  const all = newest(world, user);
  if (typeof where === 'string') {
    return all.filter((place) => place.kind === 'ephemeral' && place.ephemeral.id === where);
  }
  if (where !== undefined) {
    return all.filter(
      (place) =>
        (place.kind === 'message' || place.kind === 'unfurl') &&
        place.message.channel === where.channel &&
        place.message.ts === where.ts,
    );
  }
  return [...modal, ...home, ...all];
}

/** The elements of a place. */
export function elementsAt(place: Place): Placed[] {
  switch (place.kind) {
    case 'view':
      return placedElements(place.view.definition.blocks);
    case 'message':
      return placedElements(place.message.blocks);
    case 'unfurl':
      return placedElements(place.unfurl.blocks);
    case 'ephemeral':
      return placedElements(place.ephemeral.blocks);
  }
}

/** The conversation in which a place is; for a modal the one behind it. */
export function conversationOf(place: Place): string | undefined {
  switch (place.kind) {
    case 'view':
      return place.view.channel;
    case 'message':
    case 'unfurl':
      return place.message.channel;
    case 'ephemeral':
      return place.ephemeral.channel;
  }
}

function channelOf(world: World, id: string): Json {
  return { id, name: findChannel(world.state, id)?.name ?? 'directmessage' };
}

function fromMessage(world: World, user: string, message: Message): Json {
  const { channel, ts } = message;
  const thread = message.threadTs === undefined ? {} : { threadTs: message.threadTs };
  return {
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: false,
      ...(message.threadTs && { thread_ts: message.threadTs }),
    },
    channel: channelOf(world, channel),
    message: messagePayload(world, message),
    state: { values: {} },
    response_url: issueResponseUrl(world, { user, channel, messageTs: ts, ...thread }),
  };
}

function fromUnfurl(world: World, user: string, message: Message, unfurl: Unfurl): Json {
  const { channel, ts } = message;
  return {
    container: {
      type: 'message_attachment',
      message_ts: ts,
      attachment_id: unfurl.id,
      channel_id: channel,
      is_ephemeral: false,
      is_app_unfurl: true,
      app_unfurl_url: unfurl.app_unfurl_url,
    },
    channel: channelOf(world, channel),
    app_unfurl: { ...unfurl, app_id: world.state.app.id, is_app_unfurl: true },
    response_url: issueResponseUrl(world, { user, channel }),
  };
}

function fromEphemeral(world: World, ephemeral: Ephemeral): Json {
  const { id, channel, user, ts, threadTs } = ephemeral;
  const thread = threadTs === undefined ? {} : { threadTs };
  return {
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: true,
      ...(threadTs && { thread_ts: threadTs }),
    },
    channel: channelOf(world, channel),
    state: { values: {} },
    response_url: issueResponseUrl(world, { user, channel, ephemeralId: id, ...thread }),
  };
}

/** What an interaction says about its place. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function placePayload(world: World, user: string, place: Place): Json {
  switch (place.kind) {
    case 'view': {
      const view = viewPayload(world, place.view);
      return { container: { type: 'view', view_id: place.view.id }, view };
    }
    case 'message':
      return fromMessage(world, user, place.message);
    case 'unfurl':
      return fromUnfurl(world, user, place.message, place.unfurl);
    case 'ephemeral':
      return fromEphemeral(world, place.ephemeral);
  }
}
