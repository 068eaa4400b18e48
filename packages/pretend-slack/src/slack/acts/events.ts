import { type EnvelopeOptions, eventEnvelope } from '../payloads.ts';
import { notSent, type Reply, sendEvent } from '../requests.ts';
import type { Json } from '../state.ts';
import type { World } from '../world.ts';

/** Sends any event, asked for or not, as Slack's first try unless told otherwise. */
export function sendAnyEvent(
  world: World,
  event: { type: string } & Json,
  options: EnvelopeOptions = {},
): Promise<Reply> {
  return sendEvent(world, eventEnvelope(world, event, options), options.retryNum);
}

/** Whether the app's manifest asks for events of this type, and Slack knows that they arrive. */
function isSubscribed({ manifest, registry }: World, type: string): boolean {
  if (!registry.isEventsAddressVerified) return false;
  return manifest === undefined || manifest.events.includes(type);
}

/** Whether the app is told of such an event now: it is installed, and its manifest asks for it. */
export function isWanted(world: World, type: string): boolean {
  return world.state.installed && isSubscribed(world, type);
}

/** Sends an event if the app's manifest asks for it. */
export async function sendWantedEvent(
  world: World,
  event: { type: string } & Json,
  options: EnvelopeOptions = {},
): Promise<Reply> {
  return isSubscribed(world, event.type) ? await sendAnyEvent(world, event, options) : notSent;
}
