import type { World } from './world.ts';

/** Requests that Slack sent, once more or as somebody else could send them. */

/** The payload of the last request of a kind, as Slack sent it. */
export function lastSent<Payload>(world: World, kind: string): Payload {
  const sent = world.slack.requests.findLast((request) => request.kind === kind);
  if (!sent) throw new Error(`no ${kind} was sent yet`);
  return sent.payload as Payload;
}

/**
 * Sends an interaction (the last of its kind, or this one) once more, with some of its words exchanged, as
 * somebody else could forge it.
 */
export async function forge(world: World, sent: string | object, exchange: Record<string, string>) {
  let payload = JSON.stringify(typeof sent === 'string' ? lastSent(world, sent) : sent);
  for (const [from, to] of Object.entries(exchange)) payload = payload.replaceAll(from, to);
  return await sendPayload(world, 'interactive', JSON.parse(payload));
}

/** Sends a payload of one's own making, the way in which Slack's come. */
export async function sendPayload(
  world: World,
  type: 'interactive' | 'slash_commands' | 'events_api',
  payload: object,
) {
  if (world.config.slack.appToken) {
    return await world.slack.sockets.send(type, payload, 0, 15_000);
  }
  if (type === 'events_api') {
    const body = JSON.stringify(payload);
    return await world.slack.sendRaw({ body, contentType: 'application/json' });
  }
  const fields = type === 'interactive' ? { payload: JSON.stringify(payload) } : { ...payload };
  return await world.slack.sendRaw({ body: new URLSearchParams(fields).toString() });
}
