import type { IncomingMessage, ServerResponse } from 'node:http';
import { type App, type Logger as BoltLogger, HTTPResponseAck, type Receiver } from '@slack/bolt';
import { reportFault } from '../process/error-boundary.ts';
import type { Logger } from '../process/logger.ts';
import { createSparseLog, type SparseWarning } from '../process/sparse-log.ts';
import type { Arrivals } from './arrivals.ts';
import { type BodyForm, type BodyRefusal, bodyFormOf, parseBody, readBody } from './body.ts';
import { slackWaitsMs } from './late.ts';
import { NotNow } from './no-access.ts';
import { PayloadRefused } from './payload.ts';
import { mayBeOurs } from './reach.ts';
import { isSignedWith, readSignature, type SlackSignature, secondsBehind } from './signature.ts';
import {
  type ClockState,
  type SignatureState,
  type SignatureWatch,
  watchSignatures,
} from './signature-watch.ts';
import type { Json } from './tidy.ts';

/** How Slack's requests come in. */
export interface SlackConnection {
  readonly receiver: Receiver;
  /** Answers a request below /slack/. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Begins to take requests. */
  open(): void;
  /** Whether Slack can reach us; undefined when it needs no connection of ours for that. */
  isOpen(): boolean | undefined;
  /** Whether requests are signed with our secret; undefined when they aren't signed. */
  signature(): SignatureState | undefined;
  /** Whether our clock is Slack's, as far as requests tell; undefined when they aren't signed. */
  clock(): ClockState | undefined;
  /** Takes no more requests; those under way can still be answered. */
  drain(): void;
  close(): Promise<void>;
}

const endpoint = '/slack/events';

/**
 * Largest body, and how long it may take. What is largest of Slack's here are a press in a full Home tab or a
 * dialog (16 kB of JSON, three times that as a form) and the links of a message with 40,000 characters; and Slack
 * waits no longer than 3 s for an answer. https://docs.slack.dev/interactivity/handling-user-interaction
 */
const max = { bytes: 256 * 1024, ms: slackWaitsMs };

interface HttpOptions {
  readonly signingSecret: string;
  readonly logger: BoltLogger;
  readonly log: Logger;
  readonly arrivals: Arrivals;
}

/**
 * Requests come by HTTP, signed. Nothing is done for anybody before the signature is known to be right but to look
 * at the headers and to hash the body; only then it is parsed. The web server listens, drains and closes.
 */
export function httpConnection(options: HttpOptions): SlackConnection {
  const warn = createSparseLog(options.log);
  const signatures = watchSignatures(options.log, warn);
  let app: App | undefined;
  const notes = new Set<Promise<void>>();
  const note = (payload: Json): void => {
    const noting = options.arrivals.note(payload).finally(() => notes.delete(noting));
    notes.add(noting);
  };
  const receiver: Receiver = {
    init: (given) => {
      app = given;
    },
    start: async () => undefined,
    stop: async () => undefined,
  };
  return {
    receiver,
    async handle(request, response) {
      const payload = await receive(request, { ...options, warn, signatures });
      if (typeof payload === 'number') return refuse(request, response, payload);
      note(payload);
      const answer = handshakeAnswer(payload);
      if (typeof answer === 'number') return refuse(request, response, answer);
      if (answer !== undefined)
        return void response.writeHead(200, answer.headers).end(answer.body);
      if (!app) throw new Error('a request before the app was made');
      await give(app, payload, { ...options, request, response });
    },
    open: () => undefined,
    isOpen: () => undefined,
    signature: signatures.state,
    clock: signatures.clock,
    drain: () => undefined,
    async close() {
      await Promise.all(notes);
    },
  };
}

interface Head {
  readonly form: BodyForm;
  readonly signature: SlackSignature;
}

/** What a request's first lines say; or a status, when they are enough to answer it. */
function readHead({ method, url = '', headers }: IncomingMessage): Head | number {
  const [path, query] = url.split('?', 2);
  if (path !== endpoint) return 404;
  if (method !== 'POST') {
    // Slack looks at our certificate like that, and has nothing to say.
    const isCheck = method === 'GET' && new URLSearchParams(query).get('ssl_check') === '1';
    return isCheck ? 200 : 405;
  }
  const form = bodyFormOf(headers['content-type']);
  if (!form) return 415;
  const signature = readSignature(headers);
  if (!signature) return 401;
  return Number(headers['content-length'] ?? 0) > max.bytes ? 413 : { form, signature };
}

const statusOf = { too_large: 413, too_slow: 408 } as const satisfies Record<BodyRefusal, number>;

/** The payload of a request that is Slack's; or the status for one that isn't. */
async function receive(
  request: IncomingMessage,
  {
    signingSecret,
    log,
    warn,
    signatures,
  }: HttpOptions & { warn: SparseWarning; signatures: SignatureWatch },
): Promise<Json | number> {
  const head = readHead(request);
  if (typeof head === 'number') {
    log.debug({ status: head }, 'request answered by its headers');
    return head;
  }
  const behind = secondsBehind(head.signature, Date.now());
  if (behind !== 0) {
    signatures.mistimed();
    const side = behind > 0 ? 'behind' : 'ahead of';
    warn(
      side,
      {},
      `request refused by its time: if Slack sent it, this machine's clock is ${Math.abs(behind)} s ${side} Slack's`,
    );
    return 401;
  }
  const body = await readBody(request, max);
  if (typeof body === 'string') {
    warn(body, { reason: body }, 'request to Slack’s address not read to its end');
    return statusOf[body];
  }
  if (!isSignedWith(signingSecret, head.signature, body)) {
    signatures.failed();
    return 401;
  }
  const payload = parseBody(head.form, body);
  if (!mayBeOurs(Object(payload) as Json)) signatures.fitted();
  if (typeof payload === 'object' && payload !== null) return { ...payload };
  log.warn({ kind: head.form }, 'request of Slack refused: its body cannot be read');
  return 400;
}

/** Answers by a status alone. What hasn't been read stays unread: the connection is closed. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (status === 405) response.setHeader('Allow', 'POST');
  if (!request.complete) response.setHeader('Connection', 'close');
  response.writeHead(status).end();
}

/** The answer, or the status, for what Slack asks about the address itself. https://docs.slack.dev/reference/events/url_verification */
function handshakeAnswer(
  payload: Json,
): { headers: Record<string, string>; body: string } | number | undefined {
  const { type, challenge, ssl_check: check } = payload;
  if (check === '1') return { headers: {}, body: '' };
  if (type !== 'url_verification') return undefined;
  if (typeof challenge !== 'string') return 400;
  return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ challenge }) };
}

/** Gives a payload to the app, which answers it, also when it takes too long. */
async function give(
  app: App,
  body: Json,
  {
    request,
    response,
    logger,
    log,
  }: HttpOptions & { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const ack = new HTTPResponseAck({
    logger,
    processBeforeResponse: false,
    httpRequest: request,
    httpRequestBody: body,
    httpResponse: response,
    // It would answer in our place after 3 s, and ours would then be a fault. Slack has hung up by itself.
    unhandledRequestHandler: () => undefined,
  });
  const { 'x-slack-retry-num': retryNum, 'x-slack-retry-reason': retryReason } = request.headers;
  try {
    await app.processEvent({
      body,
      ack: ack.bind(),
      ...(typeof retryNum === 'string' && { retryNum: Number(retryNum) }),
      ...(typeof retryReason === 'string' && { retryReason }),
    });
  } catch (error) {
    const status = statusFor(error);
    if (status === 500) reportFault(log, error, { at: 'slack' });
    // It has its answer now.
    ack.ack();
    if (!response.headersSent) refuse(request, response, status);
  }
}

function statusFor(error: unknown): number {
  if (error instanceof NotNow) return 503;
  return error instanceof PayloadRefused ? 400 : 500;
}
