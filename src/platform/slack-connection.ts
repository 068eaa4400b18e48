import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Logger as BoltLogger, HTTPReceiver, type Receiver } from '@slack/bolt';
import type { Logger } from './logger.ts';
import { readBody } from './slack-body.ts';
import { isSlackPayload } from './slack-payload.ts';

/** How Slack's requests come in. */
export interface SlackConnection {
  readonly receiver: Receiver;
  /** Answers a request below /slack/. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Begins to take requests. */
  open(): void;
  /** Takes no more requests; those under way can still be answered. */
  drain(): void;
  close(): Promise<void>;
}

/** A clock that runs ahead of ours by more than this isn't Slack's. */
const futureToleranceSeconds = 300;

/** Largest request body; Slack's own are far below it. */
const bodyLimitBytes = 1024 * 1024;

/** Requests come by HTTP, signed. The web server listens, drains and closes. */
export function httpConnection(options: {
  signingSecret: string;
  logger: BoltLogger;
  log: Logger;
}): SlackConnection {
  const { signingSecret, logger, log } = options;
  const receiver = new HTTPReceiver({ signingSecret, logger, endpoints: '/slack/events' });
  return {
    receiver,
    handle: (request, response) => pass(receiver, request, response, log),
    open: () => undefined,
    drain: () => undefined,
    close: async () => undefined,
  };
}

/** Gives a request to Bolt, unless it can be refused before. */
async function pass(
  receiver: HTTPReceiver,
  request: IncomingMessage,
  response: ServerResponse,
  log: Logger,
): Promise<void> {
  const refuse = (status: number): void => void response.writeHead(status).end();
  if (isFromTheFuture(request)) return refuse(401);
  const body = await readBody(request, bodyLimitBytes);
  if (!body) return refuse(413);
  if (request.method === 'POST' && !isSlackPayload(request.headers['content-type'], body)) {
    log.warn('request of a form that Slack does not send refused');
    return refuse(400);
  }
  // Where Bolt looks for a body that was read already.
  Object.assign(request, { rawBody: body });
  try {
    receiver.requestListener(request, response);
  } catch {
    // Bolt throws for every address that isn't its own.
    refuse(404);
  }
}

function isFromTheFuture(request: IncomingMessage): boolean {
  const timestamp = Number(request.headers['x-slack-request-timestamp']);
  return timestamp > Date.now() / 1000 + futureToleranceSeconds;
}
