import { createHmac } from 'node:crypto';
import type { EnvelopeType } from './socket-mode.ts';
import { recordRefusal, recordRequest, type World } from './world.ts';

/** The app's answer to one request. */
export interface Reply {
  /** HTTP status; 0 when no answer came within Slack's 3 s. */
  status: number;
  body: string;
  headers: Record<string, string>;
  ms: number;
  /** By block_id: what the client said instead of sending anything. */
  refusedByClient?: Record<string, string>;
}

/** A request as it is sent; what is left out is as Slack does it. */
export interface RawRequest {
  body: string;
  contentType?: string;
  headers?: Record<string, string>;
  /** Seconds, for the signature. */
  timestamp?: number | string;
  /** Instead of the right one; null sends none. */
  signature?: string | null;
  path?: string;
  method?: string;
}

/** In place of an answer, when Slack had nothing to send. */
export const notSent: Reply = { status: 0, body: '', headers: {}, ms: 0 };

const formType = 'application/x-www-form-urlencoded';

/** Slack's signature of a body. https://docs.slack.dev/authentication/verifying-requests-from-slack */
function signatureOf(secret: string, timestamp: number | string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** Sends any body to the app, signed unless told otherwise, and waits 3 s at most. */
export async function sendRequest(world: World, request: RawRequest): Promise<Reply> {
  if (world.appUrl === null) throw new Error('The pretend Slack is not connected to an app');
  // The receiver checks the signature's age by the real clock, so a moved clock must not show here.
  const timestamp = request.timestamp ?? Math.floor(Date.now() / 1000);
  const signature =
    request.signature === undefined
      ? signatureOf(world.signingSecret, timestamp, request.body)
      : request.signature;
  const started = performance.now();
  try {
    const response = await fetch(`${world.appUrl}${request.path ?? '/slack/events'}`, {
      method: request.method ?? 'POST',
      headers: {
        'content-type': request.contentType ?? formType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestamp),
        ...(signature !== null && { 'x-slack-signature': signature }),
        ...request.headers,
      },
      ...(request.method !== 'GET' && request.method !== 'HEAD' && { body: request.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(world.ackTimeoutMs),
    });
    const body = await response.text();
    const headers = Object.fromEntries(response.headers);
    return { status: response.status, body, headers, ms: performance.now() - started };
  } catch {
    // No answer, a refused connection and a broken one are all the same to Slack's client.
    return { status: 0, body: '', headers: {}, ms: performance.now() - started };
  }
}

async function recorded(
  world: World,
  kind: string,
  { type, payload, retryNum = 0 }: { type: EnvelopeType; payload: unknown; retryNum?: number },
  request: RawRequest,
): Promise<Reply> {
  const { sockets, ackTimeoutMs } = world;
  const reply = sockets.isWanted
    ? await sockets.send(type, payload, retryNum, ackTimeoutMs)
    : await sendRequest(world, request);
  const { status, body, ms } = reply;
  recordRequest(world, { kind, payload, status, body, ms, at: world.now() });
  return reply;
}

/** Sends a command: its fields as a form. */
export function sendForm(world: World, fields: Record<string, string>): Promise<Reply> {
  const envelope = { type: 'slash_commands', payload: fields } as const;
  return recorded(world, 'command', envelope, { body: new URLSearchParams(fields).toString() });
}

/** Sends an interaction: its payload as JSON in a form. None is sent to an app whose manifest has them off. */
export async function sendInteraction(
  world: World,
  payload: { type: string } & Record<string, unknown>,
): Promise<Reply> {
  if (world.manifest?.isInteractive === false) {
    recordRefusal(world, payload.type, ['interactivity is off in the manifest'], payload);
    return notSent;
  }
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return await recorded(world, payload.type, { type: 'interactive', payload }, { body });
}

/** Sends an event's envelope as JSON, with the headers of a retry when there is one. */
export function sendEvent(
  world: World,
  envelope: { event: { type: string } } & Record<string, unknown>,
  retryNum = 0,
): Promise<Reply> {
  const retry = {
    'x-slack-retry-num': String(retryNum),
    'x-slack-retry-reason': 'http_timeout',
  };
  const sent = { type: 'events_api', payload: envelope, retryNum } as const;
  return recorded(world, envelope.event.type, sent, {
    body: JSON.stringify(envelope),
    contentType: 'application/json',
    ...(retryNum > 0 && { headers: retry }),
  });
}
