import type { Where } from '../slack/acts/places.ts';
import { placedElements } from '../slack/elements.ts';
import type { PretendSlack } from '../slack/face.ts';
import type { Json } from '../slack/state.ts';

/** A place whose form a browser sent back. */
export type Place =
  | { kind: 'modal'; viewId: string }
  | { kind: 'home'; viewId: string }
  | { kind: 'message'; channel: string; ts: string }
  | { kind: 'ephemeral'; id: string };

/** A place as it stands in a form. */
export function placeName(place: Place): string {
  switch (place.kind) {
    case 'modal':
    case 'home':
      return `${place.kind}/${place.viewId}`;
    case 'message':
      return `message/${place.channel}/${place.ts}`;
    case 'ephemeral':
      return `ephemeral/${place.id}`;
  }
}

/** Reads what `placeName` wrote; undefined for anything else. */
export function readPlace(text: string): Place | undefined {
  const [kind, first = '', second = ''] = text.split('/');
  switch (kind) {
    case 'modal':
    case 'home':
      return { kind, viewId: first };
    case 'message':
      return { kind, channel: first, ts: second };
    case 'ephemeral':
      return { kind, id: first };
    default:
      return undefined;
  }
}

/** The place as the pretend Slack names it. */
export function whereOf(place: Place): Where {
  switch (place.kind) {
    case 'modal':
    case 'home':
      return place.kind;
    case 'message':
      return { channel: place.channel, ts: place.ts };
    case 'ephemeral':
      return place.id;
  }
}

/** What this person sees in the place now; undefined when it is gone. */
export function blocksAt(
  slack: PretendSlack,
  person: string,
  place: Place,
): readonly unknown[] | undefined {
  switch (place.kind) {
    case 'modal': {
      const top = slack.modal(person);
      return top?.id === place.viewId ? top.view.blocks : undefined;
    }
    case 'home': {
      const home = slack.openHomeView(person);
      return home?.id === place.viewId ? home.view.blocks : undefined;
    }
    case 'message': {
      const message = slack.messages(place.channel).find((one) => one.ts === place.ts);
      const unfurls = Object.values(message?.unfurls ?? {}).flatMap((one) => one.blocks ?? []);
      return message && [...(message.blocks ?? []), ...unfurls];
    }
    case 'ephemeral':
      return slack.ephemerals(person).find((one) => one.id === place.id)?.blocks;
  }
}

/** The element of these blocks with this name. */
export function elementIn(
  blocks: readonly unknown[],
  name: { blockId: string; actionId: string },
): Json | undefined {
  return placedElements(blocks).find(
    (one) => one.blockId === name.blockId && one.actionId === name.actionId,
  )?.element;
}
