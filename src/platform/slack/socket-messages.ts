import type { SocketModeReceiver } from '@slack/bolt';
import type { Json } from './tidy.ts';

type Client = SocketModeReceiver['client'];

/**
 * Puts itself before the client's own reading of messages, which throws where nobody catches at an event without
 * `event` (app_rate_limited), and keeps to itself why Slack disconnects. Whatever else it throws goes to `failed`.
 */
export function readMessages(
  client: Client,
  on: { goodbye(reason: string): void; failed(error: unknown): void },
): void {
  const [read] = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown, isBinary: boolean) => {
    const message = parsed(data);
    const { payload } = message as { payload?: Json };
    if (message.type === 'disconnect') on.goodbye(String(message.reason));
    const isEventless = message.type === 'events_api' && Object(payload).event === undefined;
    const whole = { ...message, payload: { ...payload, event: { type: payload?.type } } };
    Promise.resolve(read?.(isEventless ? JSON.stringify(whole) : data, isBinary)).catch(on.failed);
  });
}

function parsed(data: unknown): Json {
  try {
    return Object(JSON.parse(String(data)));
  } catch {
    return {};
  }
}
